import * as React from 'react';
import type { Stack } from '../api/api';
import { Icon } from './icons';
import { ITranslation, useShell } from './shell';

/** Who sees a stack, in a picture and in words. */
export function Access(props: {
  level: Stack['access_level'];
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

const ICONS = { private: 'lock', internal: 'team', public: 'globe' } as const;

function wordsOf(
  level: Stack['access_level'],
  sharedWith: number,
  trans: ITranslation
): string {
  if (level === 'public') {
    return trans.__('public');
  }
  if (level === 'internal') {
    return trans.__('for everyone signed in');
  }
  return sharedWith > 0
    ? trans._n(
        'private, shared with %1 person',
        'private, shared with %1 people',
        sharedWith,
        sharedWith
      )
    : trans.__('private');
}
