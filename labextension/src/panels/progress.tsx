import * as React from 'react';
import type { IHowFar } from '../api/long-work';

/** How far something is, said aloud as well; nothing while it is not on its way. */
export function Progress(props: {
  far: IHowFar | null;
  /** What is being done, in a word. */
  doing: string;
}): JSX.Element {
  const { far, doing } = props;
  return (
    <div className="jp-Dstack-progress" role="status">
      {far ? (
        <>
          <progress
            aria-label={doing}
            value={far.total ? far.done : undefined}
            max={far.total ?? undefined}
          />
          <span>{`${doing}…`}</span>
        </>
      ) : null}
    </div>
  );
}
