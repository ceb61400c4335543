import * as React from 'react';
import type { ShownStack } from '../../models/stack-page';
import { Drawing } from '../drawing';
import { useShell } from '../shell';

/** What the chosen attachment looks like. */
export function Preview({ shown }: { shown: ShownStack }): JSX.Element {
  const { trans } = useShell();
  const { attachment, frame, me, path } = shown;
  if (!attachment || !frame) {
    return (
      <p className="jp-Dstack-status">
        {trans.__('This frame has no attachments.')}
      </p>
    );
  }
  const { content, index, content_type, application, settings } = attachment;
  const previewed = {
    place: {
      stack: `${path.user}/${path.name}`,
      store: me?.store ?? '',
      frame: frame.id
    },
    content: {
      index,
      content_type,
      application,
      sha256: content.sha256,
      length: content.length,
      description: attachment.description,
      settings
    },
    caption: captionOf(shown)
  };
  return (
    <figure className="jp-Dstack-preview" aria-label={trans.__('Preview')}>
      <Drawing previewed={previewed} />
      {attachment.description ? (
        <figcaption>{attachment.description}</figcaption>
      ) : null}
    </figure>
  );
}

/** What is shown, in words: for people who do not see it. */
function captionOf({ path, attachment, choosing }: ShownStack): string {
  const chosen = choosing.controls.map(
    ({ param, label }) => `${param.name} ${label}`
  );
  return [path.name, attachment?.description, ...chosen]
    .filter(Boolean)
    .join(', ');
}
