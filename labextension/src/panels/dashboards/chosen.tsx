import * as React from 'react';
import type { IPath } from '../../api/addresses';
import type { NewDashboard } from '../../models/new-dashboard';
import { isOwn } from '../../models/rights';
import { GlanceView } from './glance';
import { useShell } from '../shell';
import { useFocusAfter } from '../use-focus-after';
import { useObservable } from '../use-observable';

/** The stacks that were chosen, in the order of their cards. */
export function Chosen({ draft }: { draft: NewDashboard }): JSX.Element {
  const { trans } = useShell();
  const count = draft.chosen.length;
  const box = React.useRef<HTMLElement>(null);
  const focus = useFocusAfter(box, 'li > :last-child', 'h3');
  return (
    <section
      ref={box}
      className="jp-Dstack-chosen"
      aria-label={trans.__('Cards')}
    >
      <h3 tabIndex={-1}>
        {count
          ? trans._n('%1 card', '%1 cards', count, count)
          : trans.__('Cards')}
      </h3>
      {count ? (
        <ol>
          {draft.chosen.map((stack, at) => (
            <ChosenStack
              key={`${stack.user}/${stack.name}`}
              draft={draft}
              stack={stack}
              at={at}
              onRemove={() => {
                focus.removed(at);
                draft.toggle(stack);
              }}
            />
          ))}
        </ol>
      ) : (
        <p className="jp-Dstack-hint">
          {trans.__('Choose stacks; each becomes a card, in this order.')}
        </p>
      )}
      <GlanceView glance={draft.glance} />
    </section>
  );
}

interface IChosenStack {
  draft: NewDashboard;
  stack: IPath;
  at: number;
  onRemove: () => void;
}

function ChosenStack(props: IChosenStack): JSX.Element {
  const { draft, stack, at, onRemove } = props;
  const { trans } = useShell();
  const { user, name } = stack;
  const { me } = useObservable(draft.found);
  const move = (step: number): void => draft.move(stack, step);
  return (
    <li
      onFocus={() => draft.glance.look(stack)}
      onKeyDown={event => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (event.altKey && step) {
          event.preventDefault();
          move(step);
        }
      }}
    >
      <span className="jp-Dstack-name" title={`${user}/${name}`}>
        {isOwn(me, stack) ? name : `${user}/${name}`}
      </span>
      <Small
        label={trans.__('Move %1 up', name)}
        sign="↑"
        isOff={at === 0}
        act={() => move(-1)}
      />
      <Small
        label={trans.__('Move %1 down', name)}
        sign="↓"
        isOff={at === draft.chosen.length - 1}
        act={() => move(1)}
      />
      <Small label={trans.__('Take %1 off', name)} sign="×" act={onRemove} />
    </li>
  );
}

interface ISmall {
  label: string;
  sign: string;
  /** It does nothing at the moment, and keeps the focus all the same. */
  isOff?: boolean;
  act: () => void;
}

function Small({ label, sign, isOff = false, act }: ISmall): JSX.Element {
  return (
    <button
      type="button"
      className="jp-Dstack-small"
      aria-label={label}
      title={label}
      aria-disabled={isOff || undefined}
      onClick={act}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
