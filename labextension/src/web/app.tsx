import * as React from 'react';
import { useShell } from '../panels/shell';
import { useObservable } from '../panels/use-observable';
import { Bar } from './bar';
import { Connection } from './connection';
import { useWeb } from './context';
import { VIEWS } from './views';

const MAIN = 'jp-DstackWeb-main';

/** All pages: the bar above, and the one that the address names. */
export function App(): JSX.Element {
  const { trans } = useShell();
  const { place } = useObservable(useWeb().router);
  const view = VIEWS[place.view];
  const key = JSON.stringify(place);
  const title = view?.title(trans, place) ?? '';
  const shown = React.useRef(key);
  React.useEffect(() => {
    document.title = `${title} · dstack`;
    // One who does not see it hears where they are; at first the browser says it.
    if (shown.current !== key) {
      shown.current = key;
      window.scrollTo(0, 0);
      const main = document.getElementById(MAIN);
      (main?.querySelector<HTMLElement>('h1[tabindex]') ?? main)?.focus();
    }
  }, [key, title]);
  return (
    <>
      <a className="jp-DstackWeb-skip" href={`#${MAIN}`}>
        {trans.__('Skip to the content')}
      </a>
      <Bar view={place.view} />
      <Connection />
      <main
        id={MAIN}
        className={`jp-DstackWeb-main jp-mod-${place.view}`}
        tabIndex={-1}
      >
        <React.Fragment key={key}>{view?.draw(place)}</React.Fragment>
      </main>
    </>
  );
}
