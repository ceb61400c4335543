import * as React from 'react';
import type { Comparison } from '../../models/comparison';
import { Button } from '../button';
import { useShell } from '../shell';

/** How much of a diff is cut off, and a way to see more of it. */
export function More(props: {
  comparison: Comparison;
  children: React.ReactNode;
}): JSX.Element {
  const { comparison, children } = props;
  const { trans } = useShell();
  return (
    <p className="jp-Dstack-cut">
      {children}{' '}
      {comparison.canTellMore ? (
        <Button
          look="link"
          isBusy={comparison.state === 'loading'}
          onClick={() => comparison.more()}
        >
          {trans.__('Show more')}
        </Button>
      ) : (
        <span>{trans.__('In Python, ds.diff(…) has all of it.')}</span>
      )}
    </p>
  );
}
