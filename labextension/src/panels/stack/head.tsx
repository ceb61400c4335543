import * as React from 'react';
import type { Stack } from '../../api/api';
import type { ShownStack } from '../../models/stack-page';
import { Access } from '../access';
import { useShell } from '../shell';
import { agoText, fullTime } from '../times';
import { Actions } from './actions';

/** What the stack is: its name, whose it is, who sees it, and what was pushed last. */
export function Head(props: { shown: ShownStack; stack: Stack }): JSX.Element {
  const { stack } = props;
  const { trans, language } = useShell();
  const { head } = stack;
  return (
    <header className="jp-Dstack-head">
      <h1>
        <span translate="no">{stack.name}</span>
      </h1>
      <p className="jp-Dstack-facts">
        <span translate="no">{stack.user}</span>
        <Access level={stack.access_level} sharedWith={stack.shared_with} />
        {head ? (
          <time dateTime={head.time} title={fullTime(head.time, language)}>
            {agoText(head.time, language)}
          </time>
        ) : null}
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
