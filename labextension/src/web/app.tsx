import * as React from 'react';
import { useShell } from '../panels/shell';
import { useKeptFocus } from '../panels/use-kept-focus';
import { useObservable } from '../panels/use-observable';
import { Bar } from './bar';
import { Connection } from './connection';
import { useWeb } from './context';
import { focusHeading } from './focus';
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
  const main = React.useRef<HTMLElement>(null);
  useKeptFocus(main);
  React.useEffect(() => {
    document.title = `${title} · dstack`;
    // At first the browser says where one is.
    if (shown.current !== key && main.current) {
      shown.current = key;
      window.scrollTo(0, 0);
      return focusHeading(main.current);
    }
    return undefined;
  }, [key, title]);
  return (
    <>
      <a className="jp-DstackWeb-skip" href={`#${MAIN}`}>
        {trans.__('Skip to the content')}
      </a>
      <Bar view={place.view} />
      <Connection />
      <main
        ref={main}
        id={MAIN}
        className={`jp-DstackWeb-main jp-mod-${place.view}`}
        tabIndex={-1}
      >
        <React.Fragment key={key}>{view?.draw(place)}</React.Fragment>
      </main>
    </>
  );
}
