import * as React from 'react';
import { useShell } from '../panels/shell';
import { mountStackPage } from '../panels/stack/mount';
import { useWeb } from './context';

/** One stack; what is looked at stands in the address. */
export function StackPage(props: { user: string; name: string }): JSX.Element {
  const { user, name } = props;
  const shell = useShell();
  const { router } = useWeb();
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const { place } = router;
    // What comes late must not say it in the address of another page.
    const isHere = (): boolean => router.place === place;
    const mounted = mountStackPage(box.current as HTMLElement, shell, {
      user,
      name,
      search: router.search,
      onSearch: (search, isStep) => {
        if (isHere()) {
          router[isStep ? 'step' : 'note'](search);
        }
      }
    });
    const end = router.subscribe(() => {
      if (isHere()) {
        mounted.go(router.search);
      }
    });
    return () => {
      end();
      // React does not take away one tree while it draws another.
      setTimeout(() => mounted.dispose());
    };
  }, [shell, router, user, name]);
  return <div ref={box} />;
}
