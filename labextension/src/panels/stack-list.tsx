import * as React from 'react';
import type { StackList } from '../models/stack-list';
import { Empty } from './empty';
import { Failed } from './failed';
import { OrderChoice, Search, WhoseChoice } from './list-tools';
import { Lost } from './lost';
import { NoRows } from './no-rows';
import { Rows } from './rows';
import { StackRow } from './stack-row';
import { useShell } from './shell';
import { useLive } from './use-live';
import { useObservable } from './use-observable';

interface IStacks {
  list: StackList;
}

/** The list of stacks, with its search. */
export function StackListView(props: IStacks): JSX.Element {
  const list = useObservable(props.list);
  const live = useLive(list);
  const { trans } = useShell();
  const box = React.useRef<HTMLDivElement>(null);
  return (
    <div className="jp-Dstack-stacks">
      <div className="jp-Dstack-tools">
        <StackSearch list={list} box={box} />
        <WhoseChoice list={list} label={trans.__('Whose stacks')} />
        <OrderChoice list={list} />
      </div>
      <Lost live={live} />
      <StackRows list={list} box={box} />
    </div>
  );
}

interface IStacksInBox extends IStacks {
  box: React.RefObject<HTMLDivElement>;
}

export function StackSearch({ list, box }: IStacksInBox): JSX.Element {
  const { trans } = useShell();
  return (
    <Search
      list={list}
      box={box}
      label={trans.__('Search stacks')}
      hint={trans.__(
        'Names, tags, messages; or country:FR, column:gdp, kind:table'
      )}
    />
  );
}

/** The stacks of the list, or why there are none. */
export function StackRows({ list, box }: IStacksInBox): JSX.Element {
  const shell = useShell();
  if (list.stacks.length === 0) {
    return (
      <NoRows list={list} looking={shell.trans.__('Looking for stacks…')}>
        <Empty list={list} />
      </NoRows>
    );
  }
  return (
    <>
      {list.failure ? (
        <Failed failure={list.failure} retry={() => void list.load()} />
      ) : null}
      <Rows
        list={list}
        box={box}
        label={shell.trans.__('Stacks')}
        keyOf={({ user, name }) => `${user}/${name}`}
        open={({ user, name }) => shell.openStack(user, name)}
        draw={(stack, row) => (
          <StackRow stack={stack} me={list.me?.user ?? ''} {...row} />
        )}
      />
    </>
  );
}
