import * as React from 'react';
import type { ListedStack } from '../../api/api';
import type { NewDashboard } from '../../models/new-dashboard';
import { profileOf, pushCall } from '../code';
import { Failed } from '../failed';
import { KindIcon } from '../kinds';
import { IPlacedRow, Rows } from '../rows';
import { useShell } from '../shell';
import { StackSearch } from '../stack-list';
import { Time } from '../time';

import { useObservable } from '../use-observable';

/** The stacks that can be on the dashboard: searched, and chosen by a click, Enter or the space bar. */
export function Pick({ draft }: { draft: NewDashboard }): JSX.Element {
  const list = useObservable(draft.found);
  const shell = useShell();
  const { trans } = shell;
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => void list.load(), [list]);
  const me = list.me?.user ?? '';
  const [at, setAt] = React.useState<ListedStack>();
  const [isIn, setIn] = React.useState(false);
  React.useEffect(() => {
    if (at && isIn) {
      draft.glance.look(at);
    }
  }, [draft, at, isIn]);
  return (
    <section
      className="jp-Dstack-pick"
      aria-label={trans.__('Stacks to choose from')}
      onFocus={event => setIn(event.target === box.current)}
      onBlur={() => setIn(false)}
      // Enter chooses here, and makes the dashboard elsewhere.
      onKeyDown={event => event.key === 'Enter' && event.preventDefault()}
    >
      <h3>{trans.__('Stacks')}</h3>
      <StackSearch list={list} box={box} />
      {list.failure ? (
        <Failed failure={list.failure} retry={() => void list.load()} />
      ) : null}
      {list.stacks.length ? (
        <Rows
          list={list}
          box={box}
          label={trans.__('Stacks to choose from')}
          keys="Enter Space"
          isMultiple
          onAt={setAt}
          keyOf={({ user, name }) => `pick-${user}/${name}`}
          open={stack => draft.toggle(stack)}
          onKey={(event, stack) => {
            const isSpace = event.key === ' ';
            if (isSpace) {
              draft.toggle(stack);
            }
            return isSpace;
          }}
          draw={(stack, row) => (
            <PickRow
              stack={stack}
              me={me}
              isPicked={draft.has(stack)}
              {...row}
            />
          )}
        />
      ) : (
        <p className="jp-Dstack-status" role="status">
          {list.state === 'loading'
            ? trans.__('Looking for stacks…')
            : list.isNarrowed
              ? trans.__('No stack is like this.')
              : trans.__(
                  'There are no stacks yet. Push something first: %1',
                  pushCall(profileOf(shell))
                )}
        </p>
      )}
    </section>
  );
}

interface IPickRow extends IPlacedRow {
  stack: ListedStack;
  me: string;
  isPicked: boolean;
}

function PickRow(props: IPickRow): JSX.Element {
  const { stack, me, isPicked, isChosen, top, height } = props;
  const { user, name, head } = stack;
  return (
    <div
      id={props.id}
      className={`jp-Dstack-row jp-mod-pick${isChosen ? ' jp-mod-at' : ''}`}
      role="option"
      aria-selected={isPicked}
      aria-posinset={props.place}
      aria-setsize={-1}
      style={{ height, transform: `translateY(${top}px)` }}
      title={`${user}/${name}`}
      onClick={props.onOpen}
    >
      <span className="jp-Dstack-check" aria-hidden="true">
        {isPicked ? '✓' : ''}
      </span>
      <KindIcon kind={head?.kind} />
      <span className="jp-Dstack-name">{name}</span>
      <span className="jp-Dstack-detail">
        {user === me ? null : <span>{user}</span>}
        {head ? <Time time={head.time} /> : null}
        {head?.message ? (
          <span className="jp-Dstack-message">{head.message}</span>
        ) : null}
      </span>
    </div>
  );
}
