import * as React from 'react';
import type { StackList } from '../models/stack-list';
import { useShell } from './shell';

const FIRST_PUSH = 'import dstack_jupyter as ds\n\nds.push("sales", df)';

/** What a list without stacks says: why there are none, and what to do. */
export function Empty({ list }: { list: StackList }): JSX.Element {
  const { trans } = useShell();
  const where = list.me?.where ?? '';
  if (list.state === 'failed') {
    return <Broken list={list} />;
  }
  if (list.isNarrowed) {
    return (
      <div className="jp-Dstack-empty" role="status">
        <p>{trans.__('Nothing like this in the store %1.', where)}</p>
      </div>
    );
  }
  return (
    <div className="jp-Dstack-empty" role="status">
      <h3>{trans.__('No stacks yet')}</h3>
      <p>{trans.__('Keep a table, a figure or a file from a notebook:')}</p>
      <pre>
        <code>{FIRST_PUSH}</code>
      </pre>
      <p>{trans.__('or in one line:')}</p>
      <pre>
        <code>%dstack push df sales</code>
      </pre>
      <p className="jp-Dstack-where">
        {trans.__('This is the store %1.', where)}
      </p>
    </div>
  );
}

/** What is wrong, and a way to try again. */
export function Broken({ list }: { list: StackList }): JSX.Element {
  const { trans } = useShell();
  return (
    <div className="jp-Dstack-empty" role="alert">
      <p>{list.failure?.message}</p>
      <button
        className="jp-mod-styled jp-mod-accept"
        onClick={() => void list.load()}
      >
        {trans.__('Try again')}
      </button>
    </div>
  );
}
