import * as React from 'react';
import { isGuest } from '../models/rights';
import type { StackList } from '../models/stack-list';
import { connectCommand, profileOf, pushCode, pushMagic } from './code';
import { useShell } from './shell';

/** What a list without stacks says: why there are none, and what to do. */
export function Empty({ list }: { list: StackList }): JSX.Element {
  return (
    <NothingSeen list={list}>
      {where => <FirstPush where={where} />}
    </NothingSeen>
  );
}

/** Why a list has nothing for the one who looks at it; where it has nothing at all, `children` say how to begin. */
export function NothingSeen(props: {
  list: Pick<StackList, 'me' | 'isNarrowed'>;
  children: (where: string) => JSX.Element;
}): JSX.Element {
  const { list, children } = props;
  const { trans, signInUrl, reachedAt } = useShell();
  const where = reachedAt?.() ?? list.me?.where ?? '';
  if (list.isNarrowed) {
    return (
      <div className="jp-Dstack-empty" role="status">
        <p>{trans.__('Nothing like this in the store %1.', where)}</p>
      </div>
    );
  }
  if (isGuest(list.me) && signInUrl) {
    return (
      <div className="jp-Dstack-empty" role="status">
        <h2>{trans.__('Nothing is public yet')}</h2>
        <p>
          <a href={signInUrl()}>{trans.__('Sign in')}</a>{' '}
          {trans.__('to see what is yours and what was shared with you.')}
        </p>
        <p className="jp-Dstack-where">
          {trans.__('This is the store %1.', where)}
        </p>
      </div>
    );
  }
  return children(where);
}

function FirstPush({ where }: { where: string }): JSX.Element {
  const shell = useShell();
  const { trans, serverUrl } = shell;
  const profile = profileOf(shell);
  return (
    <div className="jp-Dstack-empty" role="status">
      <h2>{trans.__('No stacks yet')}</h2>
      {serverUrl ? (
        <>
          <p>{trans.__('Once, in a shell, say where this server is:')}</p>
          <Code text={connectCommand(serverUrl)} />
        </>
      ) : null}
      <p>{trans.__('Keep a table, a figure or a file from a notebook:')}</p>
      <Code text={pushCode(profile)} />
      <p>{trans.__('or in one line:')}</p>
      <Code text={pushMagic(profile)} />
      <p className="jp-Dstack-where">
        {trans.__('This is the store %1.', where)}
      </p>
    </div>
  );
}

function Code({ text }: { text: string }): JSX.Element {
  return (
    <pre>
      <code>{text}</code>
    </pre>
  );
}
