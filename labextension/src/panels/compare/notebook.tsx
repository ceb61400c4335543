import * as React from 'react';
import type { Comparison } from '../../models/comparison';
import type { components } from '../../api/v1';
import { useShell } from '../shell';
import { Mark } from './mark';
import { More } from './more';
import { Lines, TextDiff } from './text';

type NotebookChanges = components['schemas']['NotebookChanges'];
type CellChange = components['schemas']['CellChange'];

/** Two notebooks, cell by cell. */
export function NotebookDiff(props: {
  changes: NotebookChanges;
  comparison: Comparison;
}): JSX.Element {
  const { cells, more } = props.changes;
  const { trans } = useShell();
  return (
    <div>
      {cells.map((cell, index) => (
        <Cell key={index} cell={cell} comparison={props.comparison} />
      ))}
      {more ? (
        <More comparison={props.comparison}>
          {trans._n('%1 more cell', '%1 more cells', more, more)}
        </More>
      ) : null}
    </div>
  );
}

function Cell(props: {
  cell: CellChange;
  comparison: Comparison;
}): JSX.Element {
  const { cell, comparison } = props;
  const { trans } = useShell();
  const outputs = [
    ...(cell.old_outputs ?? []).map(output => `- ${output}`),
    ...(cell.new_outputs ?? []).map(output => `+ ${output}`)
  ];
  return (
    <section>
      <h4>
        <Mark change={cell.change} />
        {trans.__('cell %1, %2', cell.new_cell ?? cell.old_cell, cell.type)}
      </h4>
      {cell.source ? (
        <TextDiff changes={cell.source} comparison={comparison} />
      ) : null}
      {outputs.length ? (
        <>
          <p>{trans.__('Outputs')}</p>
          <Lines lines={outputs} />
        </>
      ) : null}
    </section>
  );
}
