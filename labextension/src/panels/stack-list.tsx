import * as React from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ListedStack } from '../api/api';
import type { Sort, StackList, Whose } from '../models/stack-list';
import { Broken, Empty } from './empty';
import { StackRow } from './stack-row';
import { useShell } from './shell';
import { useObservable } from './use-observable';

const ROW = 44;

/** How many rows before the end of what is loaded the next page is asked for. */
const AHEAD = 30;

/** The list of stacks, with its search. */
export function StackListView(props: { list: StackList }): JSX.Element {
  const list = useObservable(props.list);
  const { trans } = useShell();
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => void list.load(), [list]);
  return (
    <div className="jp-Dstack-stacks">
      <div className="jp-Dstack-tools">
        <input
          type="search"
          className="jp-Dstack-search"
          placeholder={trans.__('Search')}
          aria-label={trans.__('Search stacks')}
          title={trans.__(
            'Names, tags, messages; or country:FR, column:gdp, kind:table'
          )}
          value={list.text}
          onChange={event => list.search(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              box.current?.focus();
            }
          }}
        />
        <select
          aria-label={trans.__('Whose stacks')}
          value={list.whose}
          onChange={event => list.show(event.target.value as Whose)}
        >
          <option value="all">{trans.__('All')}</option>
          <option value="mine">{trans.__('Mine')}</option>
          <option value="shared">{trans.__('Shared with me')}</option>
        </select>
        <select
          aria-label={trans.__('Order')}
          value={list.sort}
          onChange={event => list.order(event.target.value as Sort)}
        >
          <option value="time">{trans.__('Latest first')}</option>
          <option value="name">{trans.__('By name')}</option>
        </select>
      </div>
      {list.stacks.length > 0 && list.failure ? <Broken list={list} /> : null}
      {list.stacks.length ? (
        <Rows list={list} box={box} />
      ) : (
        <Nothing list={list} />
      )}
    </div>
  );
}

function Nothing({ list }: { list: StackList }): JSX.Element {
  const { trans } = useShell();
  if (list.state === 'loading') {
    return (
      <p className="jp-Dstack-status" role="status">
        {trans.__('Looking for stacks…')}
      </p>
    );
  }
  return <Empty list={list} />;
}

function Rows(props: {
  list: StackList;
  box: React.RefObject<HTMLDivElement>;
}): JSX.Element {
  const { list, box } = props;
  const shell = useShell();
  const [chosen, setChosen] = React.useState(0);
  const rows = useVirtualizer({
    count: list.stacks.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  // After each change: the page that was on its way may have been given up for a new list.
  React.useEffect(() => {
    if (last + AHEAD >= list.stacks.length) {
      void list.more();
    }
  });
  const at = Math.min(chosen, list.stacks.length - 1);
  const go = (index: number): void => {
    const place = Math.max(0, Math.min(list.stacks.length - 1, index));
    setChosen(place);
    rows.scrollToIndex(place);
  };
  const open = ({ user, name }: ListedStack): void =>
    shell.openStack(user, name);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const page = Math.floor((box.current?.clientHeight ?? ROW) / ROW) || 1;
    const step = stepOf(event.key, page);
    const stack = list.stacks[at];
    if (step !== undefined) {
      go(at + step);
    } else if (event.key === 'Enter' && stack) {
      open(stack);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      className="jp-Dstack-rows"
      role="listbox"
      tabIndex={0}
      aria-label={shell.trans.__('Stacks')}
      aria-activedescendant={idOf(list.stacks[at])}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {shown.map(({ index, start }) => {
          const stack = list.stacks[index];
          return stack ? (
            <StackRow
              key={idOf(stack)}
              id={idOf(stack)}
              stack={stack}
              me={list.me?.user ?? ''}
              isChosen={index === at}
              place={index + 1}
              top={start}
              height={ROW}
              onOpen={() => {
                setChosen(index);
                open(stack);
              }}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

function idOf(stack: ListedStack | undefined): string | undefined {
  return stack && `jp-Dstack-row-${stack.user}/${stack.name}`;
}

/** By how many rows a key moves. */
function stepOf(key: string, page: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity
  };
  return steps[key];
}
