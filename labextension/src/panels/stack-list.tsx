import * as React from 'react';
import type { Sort, StackList, Whose } from '../models/stack-list';
import { Broken, Empty } from './empty';
import { Rows } from './rows';
import { StackRow } from './stack-row';
import { useShell } from './shell';
import { useObservable } from './use-observable';

/** The list of stacks, with its search. */
export function StackListView(props: { list: StackList }): JSX.Element {
  const list = useObservable(props.list);
  const shell = useShell();
  const { trans } = shell;
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
        <Rows
          list={list}
          box={box}
          label={trans.__('Stacks')}
          keyOf={({ user, name }) => `${user}/${name}`}
          open={({ user, name }) => shell.openStack(user, name)}
          draw={(stack, row) => (
            <StackRow stack={stack} me={list.me?.user ?? ''} {...row} />
          )}
        />
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
