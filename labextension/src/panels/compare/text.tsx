import * as React from 'react';
import type { Comparison } from '../../models/comparison';
import type { components } from '../../api/v1';
import { useShell } from '../shell';
import { More } from './more';

type TextChanges = components['schemas']['TextChanges'];

/** Two texts as the lines of a unified diff; a plus or a minus stands before what changed. */
export function TextDiff(props: {
  changes: TextChanges;
  comparison: Comparison;
}): JSX.Element {
  const { lines, added, removed, more, note } = props.changes;
  const { trans } = useShell();
  return (
    <div>
      <p>
        {note ??
          (added || removed
            ? trans._n(
                '%1 line added, %2 removed',
                '%1 lines added, %2 removed',
                added,
                removed
              )
            : trans.__('The lines are the same but for white space.'))}
      </p>
      {lines.length ? <Lines lines={lines} /> : null}
      {more ? (
        <More comparison={props.comparison}>
          {trans._n('%1 more line', '%1 more lines', more, more)}
        </More>
      ) : null}
    </div>
  );
}

/** Lines of a diff, each with its sign. */
export function Lines({ lines }: { lines: readonly string[] }): JSX.Element {
  return (
    <pre className="jp-Dstack-lines" tabIndex={0}>
      {lines.map((line, index) => (
        <span key={index} className={CLASSES[line.charAt(0)]}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}

const CLASSES: Record<string, string> = {
  '+': 'jp-mod-added',
  '-': 'jp-mod-removed',
  '@': 'jp-mod-place'
};
