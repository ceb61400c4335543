import * as React from 'react';
import { useShell } from '../shell';

export type Change = 'added' | 'removed' | 'changed' | 'same';

const SIGNS: Record<Change, string> = {
  added: '+',
  removed: '−',
  changed: '~',
  same: '='
};

/** What happened to something: a sign to see, and a word to hear. */
export function Mark({ change }: { change: Change }): JSX.Element {
  const { trans } = useShell();
  const words: Record<Change, string> = {
    added: trans.__('added'),
    removed: trans.__('removed'),
    changed: trans.__('changed'),
    same: trans.__('the same')
  };
  return (
    <span
      className={`jp-Dstack-mark jp-mod-${change}`}
      title={words[change]}
      role="img"
      aria-label={words[change]}
    >
      {SIGNS[change]}
    </span>
  );
}
