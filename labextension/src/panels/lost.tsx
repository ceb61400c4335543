import * as React from 'react';
import type { Live } from '../models/live';
import { useShell } from './shell';
import { useObservable } from './use-observable';

/** A line that says when what is shown may be old; it goes when the connection is there again. */
export function Lost(props: { live: Live }): JSX.Element | null {
  const { isLost } = useObservable(props.live);
  const { trans, saysLost } = useShell();
  return saysLost ? null : (
    <div className="jp-Dstack-lost" role="status">
      {isLost
        ? trans.__(
            'The connection to the server is lost: what is new is not seen at once. Trying again…'
          )
        : null}
    </div>
  );
}
