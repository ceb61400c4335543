import * as React from 'react';
import type { Stack } from '../../api/api';
import type { ShownStack } from '../../models/stack-page';
import { codeIn, Params } from '../../models/snippets';
import { Access } from '../access';
import { useShell } from '../shell';
import { Time } from '../time';
import { Actions } from './actions';

/** What the stack is: its name, whose it is, who sees it, and what was pushed last. */
export function Head(props: { shown: ShownStack; stack: Stack }): JSX.Element {
  const { stack } = props;
  const { trans } = useShell();
  const { head } = stack;
  return (
    <header className="jp-Dstack-head">
      <Name shown={props.shown} stack={stack} />
      <p className="jp-Dstack-facts">
        <span translate="no">{stack.user}</span>
        <Access level={stack.access_level} sharedWith={stack.shared_with} />
        {head ? <Time time={head.time} /> : null}
        {head?.message ? (
          <span className="jp-Dstack-message" translate="no">
            {head.message}
          </span>
        ) : null}
        <span>
          {trans._n('%1 frame', '%1 frames', stack.frames, stack.frames)}
        </span>
      </p>
      <Actions shown={props.shown} />
      {stack.description ? (
        <p className="jp-Dstack-about" translate="no">
          {stack.description}
        </p>
      ) : null}
    </header>
  );
}

/** The name; into a notebook one drags what pulls just what is looked at. */
function Name(props: { shown: ShownStack; stack: Stack }): JSX.Element {
  const { shown, stack } = props;
  const { trans, dragCode, profile } = useShell();
  const { frame } = shown;
  const text = <span translate="no">{stack.name}</span>;
  if (!dragCode || !frame) {
    return <h1>{text}</h1>;
  }
  const code = codeIn({
    user: stack.user,
    name: stack.name,
    me: shown.me?.user ?? '',
    frame: frame.id === stack.head?.id ? null : frame.number,
    wanted: shown.params as Params,
    profile
  });
  return (
    <h1
      className="jp-mod-drag"
      title={trans.__('Drag it into a notebook to pull what you see')}
      onMouseDown={event => dragCode(event.nativeEvent, stack.name, code)}
    >
      {text}
    </h1>
  );
}
