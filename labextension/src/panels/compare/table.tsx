import * as React from 'react';
import type { components } from '../../api/v1';
import type { Comparison } from '../../models/comparison';
import { ITranslation, useShell } from '../shell';
import { Change, Mark } from './mark';
import { More } from './more';

type Schemas = components['schemas'];
type TableChanges = Schemas['TableChanges'];
type ColumnChange = Schemas['ColumnChange'];
type RowChange = Schemas['RowChange'];

interface ITableDiff {
  changes: TableChanges;
  comparison: Comparison;
}

/** Two tables: their columns, and the rows that came, went, or have other cells. */
export function TableDiff({ changes, comparison }: ITableDiff): JSX.Element {
  const { trans } = useShell();
  const { added, removed, changed, shown = [], notes = [] } = changes;
  const left = added + removed + changed - shown.length;
  return (
    <div>
      <p>{countsText(changes, trans)}</p>
      {notes.map(note => (
        <p key={note}>{note}</p>
      ))}
      <KeyChoice changes={changes} comparison={comparison} />
      {changes.columns.length ? <Columns columns={changes.columns} /> : null}
      {shown.length ? (
        <Rows headings={changes.headings ?? []} rows={shown} />
      ) : null}
      {left > 0 ? (
        <More comparison={comparison}>
          {trans._n('%1 more row', '%1 more rows', left, left)}
        </More>
      ) : null}
    </div>
  );
}

function countsText(changes: TableChanges, trans: ITranslation): string {
  const { added, removed, changed, old_rows, new_rows } = changes;
  const counts = [
    added ? trans._n('%1 row added', '%1 rows added', added, added) : '',
    removed
      ? trans._n('%1 row removed', '%1 rows removed', removed, removed)
      : '',
    changed
      ? trans._n('%1 row changed', '%1 rows changed', changed, changed)
      : '',
    changes.reordered ? trans.__('another order of rows') : ''
  ].filter(Boolean);
  const same = trans.__('The cells of the columns in both are equal');
  const rows = trans.__('%1 → %2 rows', old_rows, new_rows);
  return `${counts.join(', ') || same} (${rows})`;
}

/** By what rows are the same row. */
function KeyChoice({ changes, comparison }: ITableDiff): JSX.Element {
  const { trans } = useShell();
  const { key } = comparison;
  const names = [...new Set([key, ...(changes.headings ?? [])])].filter(
    Boolean
  );
  const automatic = {
    index: trans.__('the index'),
    content: trans.__('what they hold'),
    key: trans.__('the key')
  }[changes.matched_by];
  return (
    <label className="jp-Dstack-labelled">
      {trans.__('Rows are the same by')}
      <select
        className="jp-Dstack-field"
        value={key}
        onChange={({ target }) => comparison.match(target.value)}
      >
        <option value="">{key ? trans.__('itself') : automatic}</option>
        {names.map(name => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Columns(props: { columns: readonly ColumnChange[] }): JSX.Element {
  const { trans } = useShell();
  return (
    <ul className="jp-Dstack-column-changes" aria-label={trans.__('Columns')}>
      {props.columns.map((column, index) => (
        <li key={index}>
          <Mark change={COLUMN_MARKS[column.change]} />
          <strong translate="no">{column.name}</strong>{' '}
          {columnText(column, trans)}
        </li>
      ))}
    </ul>
  );
}

const COLUMN_MARKS: Record<ColumnChange['change'], Change> = {
  added: 'added',
  removed: 'removed',
  type: 'changed',
  moved: 'changed'
};

function columnText(column: ColumnChange, trans: ITranslation): string {
  switch (column.change) {
    case 'added':
      return trans.__('new, %1', column.new);
    case 'removed':
      return trans.__('gone, was %1', column.old);
    case 'type':
      return trans.__('%1, was %2', column.new, column.old);
    default:
      return trans.__('at another place');
  }
}

function Rows(props: {
  headings: readonly string[];
  rows: readonly RowChange[];
}): JSX.Element {
  const { trans } = useShell();
  return (
    <div className="jp-Dstack-diff" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="jp-Dstack-aside">{trans.__('Change')}</span>
            </th>
            <th scope="col">{trans.__('Row')}</th>
            {props.headings.map((heading, index) => (
              <th key={index} scope="col" translate="no">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody translate="no">
          {props.rows.map((row, index) => (
            <Row key={index} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ISides {
  old?: readonly unknown[] | null;
  new?: readonly unknown[] | null;
}

const Row = React.memo(function Row({ row }: { row: RowChange }): JSX.Element {
  const { old, new: now } = row as ISides;
  const different = new Set(row.cells ?? []);
  const cells = now ?? old ?? [];
  return (
    <tr className={`jp-mod-${row.change}`}>
      <th scope="row">
        <Mark change={row.change} />
      </th>
      <td className="jp-Dstack-number">
        {(row.new_row ?? row.old_row ?? 0) + 1}
      </td>
      {cells.map((cell, index) =>
        different.has(index) && old ? (
          <td key={index} className="jp-mod-changed">
            <del>{cellText(old[index])}</del> → <ins>{cellText(cell)}</ins>
          </td>
        ) : (
          <td key={index}>{cellText(cell)}</td>
        )
      )}
    </tr>
  );
});

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) {
    return '–';
  }
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
