import * as React from 'react';
import type { Glance, IGlance } from '../../models/glance';
import { Drawing } from '../drawing';
import { previewedOf } from '../previewed';
import { useShell } from '../shell';
import { useObservable } from '../use-observable';

/** What a stack looks like that one has come to; nothing until then. */
export function GlanceView(props: { glance: Glance }): JSX.Element | null {
  const { seen } = useObservable(props.glance);
  const { trans } = useShell();
  return seen ? (
    <figure
      className="jp-Dstack-glance"
      aria-label={trans.__('Preview of %1', seen.path.name)}
    >
      <figcaption className="jp-Dstack-name">{seen.path.name}</figcaption>
      <Seen seen={seen} />
    </figure>
  ) : null;
}

function Seen({ seen }: { seen: IGlance }): JSX.Element {
  const { trans } = useShell();
  const { frame, attachment, path } = seen;
  if (!frame || !attachment) {
    return (
      <p className="jp-Dstack-hint">
        {frame
          ? trans.__('It is too large to look at in passing.')
          : trans.__('Nothing was pushed to it yet.')}
      </p>
    );
  }
  const shown = { path, store: seen.store, frame, attachment };
  return <Drawing previewed={previewedOf(shown, path.name)} />;
}
