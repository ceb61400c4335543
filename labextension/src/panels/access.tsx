import * as React from 'react';
import type { AccessLevel } from '../api/api';
import { Icon } from './icons';
import { levelWords } from './levels';
import { ITranslation, useShell } from './shell';

/** Who sees a stack, in a picture and in words. */
export function Access(props: {
  level: AccessLevel;
  sharedWith: number;
}): JSX.Element {
  const { level, sharedWith } = props;
  const { trans } = useShell();
  return (
    <span className="jp-Dstack-access">
      <Icon name={ICONS[level]} />
      {wordsOf(level, sharedWith, trans)}
    </span>
  );
}

/** Who sees a stack or a dashboard, as a small picture. */
export function AccessIcon({ level }: { level: string }): JSX.Element {
  const { trans } = useShell();
  const known = level in ICONS ? (level as AccessLevel) : 'public';
  return <Icon name={ICONS[known]} label={wordsOf(known, 0, trans)} />;
}

const ICONS = { private: 'lock', internal: 'team', public: 'globe' } as const;

function wordsOf(
  level: AccessLevel,
  sharedWith: number,
  trans: ITranslation
): string {
  return level === 'private' && sharedWith > 0
    ? trans._n(
        'private, shared with %1 person',
        'private, shared with %1 people',
        sharedWith,
        sharedWith
      )
    : levelWords(trans)[level].short;
}
