import * as React from 'react';
import type { ShownStack } from '../../models/stack-page';
import { Drawing } from '../drawing';
import { previewedOf } from '../previewed';
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
  const previewed = previewedOf(
    { path, store: me?.store ?? '', frame, attachment },
    captionOf(shown)
  );
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
