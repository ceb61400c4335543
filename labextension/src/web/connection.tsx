import * as React from 'react';
import { watchEvents } from '../api/events';
import { useShell } from '../panels/shell';

/** Says so as long as the server cannot be heard; the views look again by themselves when it can. */
export function Connection(): JSX.Element {
  const { api, trans } = useShell();
  const [isLost, setLost] = React.useState(false);
  React.useEffect(() => {
    const ending = new AbortController();
    watchEvents(
      api.eventsUrl,
      {
        onEvent: () => undefined,
        onConnected: isConnected => setLost(!isConnected)
      },
      ending.signal
    );
    return () => ending.abort();
  }, [api]);
  return (
    <div role="status" className="jp-DstackWeb-connection">
      {isLost
        ? trans.__(
            'The connection to the server is lost. What you see is from before; it is tried again.'
          )
        : null}
    </div>
  );
}
