import * as React from 'react';
import type { PagedList, Whose } from '../models/paged-list';
import { isGuest } from '../models/rights';
import { OrderChoice } from '../panels/list-tools';
import { useShell } from '../panels/shell';
import { StackRows, StackSearch } from '../panels/stack-list';
import { useLive } from '../panels/use-live';
import { useObservable } from '../panels/use-observable';
import { useWeb } from './context';
import { Heading } from './heading';
import { narrowedBy, searchFor } from './list-address';

/** The stacks that one may see. */
export function StacksPage(): JSX.Element {
  const { trans } = useShell();
  const { stacks } = useWeb();
  const list = useObservable(stacks);
  const box = React.useRef<HTMLDivElement>(null);
  useAddress(list);
  return (
    <div className="jp-Dstack-stacks">
      <Heading text={trans.__('Stacks')} />
      <div className="jp-Dstack-tools">
        <WhoseTabs list={list} />
        <StackSearch list={list} box={box} />
        <OrderChoice list={list} />
      </div>
      <StackRows list={list} box={box} />
    </div>
  );
}

/** Keep a list in step with the address of its page, and with the store. */
export function useAddress(list: PagedList<unknown>): void {
  const { router } = useWeb();
  React.useEffect(() => {
    const { place } = router;
    const isInStep = (): boolean =>
      router.place !== place || router.search === searchFor(list);
    list.begin(narrowedBy(router.search));
    const endings = [
      router.subscribe(
        () => isInStep() || list.narrow(narrowedBy(router.search))
      ),
      list.subscribe(() => isInStep() || router.note(searchFor(list)))
    ];
    return () => endings.forEach(end => end());
  }, [router, list]);
  useLive(list);
}

/** Whose things a list has, each a page of its own. */
export function WhoseTabs({
  list
}: {
  list: PagedList<unknown>;
}): JSX.Element | null {
  const { trans } = useShell();
  const { me, hasUsers } = useWeb();
  const words: [Whose, string][] = [
    ['all', trans.__('All')],
    ['mine', trans.__('Mine')],
    ['shared', trans.__('Shared with me')],
    ['public', trans.__('Public')]
  ];
  // In one's own store there is nobody else, and a guest sees what is public.
  if (!hasUsers || isGuest(me)) {
    return null;
  }
  return (
    <nav className="jp-DstackWeb-tabs" aria-label={trans.__('Whose')}>
      {words.map(([whose, text]) => (
        <a
          key={whose}
          href={searchFor({ ...list, whose }) || location.pathname}
          aria-current={list.whose === whose ? 'true' : undefined}
        >
          {text}
        </a>
      ))}
    </nav>
  );
}
