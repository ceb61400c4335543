import * as React from 'react';
import type { ListedStack } from '../api/api';
import { pullCode } from './code';
import { Icon } from './icons';
import { KindIcon } from './kinds';
import type { IPlacedRow } from './rows';
import { ITranslation, useShell } from './shell';
import { agoText, fullTime } from './times';

interface IStackRow extends IPlacedRow {
  stack: ListedStack;
  /** Who looks at it. */
  me: string;
}

/** One stack of the list. */
export function StackRow(props: IStackRow): JSX.Element {
  const { stack, me, isChosen, top, height } = props;
  const { trans, language, dragCode } = useShell();
  const { head } = stack;
  const code = pullCode(stack.user, stack.name, me);
  return (
    <div
      id={props.id}
      className="jp-Dstack-row"
      role="option"
      aria-selected={isChosen}
      aria-posinset={props.place}
      aria-setsize={-1}
      style={{ height, transform: `translateY(${top}px)` }}
      title={titleOf(stack, trans)}
      onMouseDown={event => dragCode?.(event.nativeEvent, stack.name, code)}
      onClick={props.onOpen}
    >
      <KindIcon kind={head?.kind} />
      <span className="jp-Dstack-name">{stack.name}</span>
      <Access stack={stack} />
      <span className="jp-Dstack-detail">
        {stack.user === me ? null : <span>{stack.user}</span>}
        {head ? (
          <time dateTime={head.time} title={fullTime(head.time, language)}>
            {agoText(head.time, language)}
          </time>
        ) : (
          trans.__('no frame yet')
        )}
      </span>
    </div>
  );
}

function Access({ stack }: { stack: ListedStack }): JSX.Element | null {
  const { trans } = useShell();
  switch (stack.access_level) {
    case 'private':
      return <Icon name="lock" label={trans.__('private')} />;
    case 'internal':
      return <Icon name="team" label={trans.__('for everyone signed in')} />;
    default:
      return <Icon name="globe" label={trans.__('public')} />;
  }
}

function titleOf(stack: ListedStack, trans: ITranslation): string {
  const lines = [`${stack.user}/${stack.name}`];
  if (stack.head?.message) {
    lines.push(stack.head.message);
  }
  lines.push(trans._n('%1 frame', '%1 frames', stack.frames, stack.frames));
  return lines.join('\n');
}
