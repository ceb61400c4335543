import * as React from 'react';
import { ILoaded, Live } from '../models/live';
import { Preferences } from '../models/preferences';
import { useShell } from './shell';

/** Keep a model as it is in the store as long as it is looked at; that loads it, too. */
export function useLive(model: ILoaded): Live {
  const { api, preferences, isFirstView } = useShell();
  const live = React.useMemo(
    () => new Live(api.eventsUrl, preferences ?? new Preferences(), model),
    [api, preferences, model]
  );
  React.useEffect(() => {
    // What came with the page is as old as the page: it is for now, and not for when the connection is there.
    if (isFirstView?.()) {
      void model.load();
    }
    return live.start();
  }, [live, isFirstView, model]);
  return live;
}
