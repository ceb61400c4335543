import * as React from 'react';
import type { ListedStack } from '../api/api';
import { codeIn } from '../models/snippets';
import { AccessIcon } from './access';
import { KindIcon } from './kinds';
import type { IPlacedRow } from './rows';
import { ITranslation, useShell } from './shell';
import { Time } from './time';

interface IStackRow extends IPlacedRow {
  stack: ListedStack;
  /** Who looks at it. */
  me: string;
}

/** One stack of the list. */
export function StackRow(props: IStackRow): JSX.Element {
  const { stack, me, isChosen, top, height } = props;
  const shell = useShell();
  const { trans, dragCode } = shell;
  const { head } = stack;
  const { user, name } = stack;
  const code = codeIn({ user, name, me, profile: shell.profile });
  // What can be dragged as code is no link: a browser would drag that.
  const [Row, href] = dragCode
    ? (['div', undefined] as const)
    : (['a', shell.stackUrl(stack.user, stack.name) ?? undefined] as const);
  return (
    <Row
      id={props.id}
      href={href}
      tabIndex={-1}
      className="jp-Dstack-row"
      role="option"
      aria-selected={isChosen}
      aria-posinset={props.place}
      aria-setsize={-1}
      style={{ height, transform: `translateY(${top}px)` }}
      title={titleOf(stack, trans)}
      onMouseDown={event => dragCode?.(event.nativeEvent, stack.name, code)}
      onClick={event => {
        if (!(event.ctrlKey || event.metaKey || event.shiftKey)) {
          event.preventDefault();
          props.onOpen();
        }
      }}
    >
      <KindIcon kind={head?.kind} />
      <span className="jp-Dstack-name">{stack.name}</span>
      <AccessIcon level={stack.access_level} />
      <span className="jp-Dstack-detail">
        {stack.user === me ? null : <span>{stack.user}</span>}
        {head ? <Time time={head.time} /> : trans.__('no frame yet')}
        {head?.message ? (
          <span className="jp-Dstack-message">{head.message}</span>
        ) : null}
      </span>
    </Row>
  );
}

function titleOf(stack: ListedStack, trans: ITranslation): string {
  const lines = [`${stack.user}/${stack.name}`];
  if (stack.head?.message) {
    lines.push(stack.head.message);
  }
  lines.push(trans._n('%1 frame', '%1 frames', stack.frames, stack.frames));
  return lines.join('\n');
}
