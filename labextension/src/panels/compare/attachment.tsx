import * as React from 'react';
import type { FrameChanges } from '../../api/api';
import type { Params, ParamValue } from '../../models/snippets';
import type { Comparison } from '../../models/comparison';
import { sizeText } from '../../sizes';
import { ITranslation, useShell } from '../shell';
import { Mark } from './mark';
import { NotebookDiff } from './notebook';
import { SideBySide } from './side-by-side';
import { TableDiff } from './table';
import { TextDiff } from './text';

export type AttachmentChange = FrameChanges['attachments'][number];
type Contents = NonNullable<AttachmentChange['contents']>;
type Side = NonNullable<AttachmentChange['old']>;

export interface IChanged {
  change: AttachmentChange;
  changes: FrameChanges;
  comparison: Comparison;
  /** The id of the store, for what draws contents. */
  store: string;
}

/** What differs in one attachment. */
export function AttachmentChanges(props: IChanged): JSX.Element {
  const { change } = props;
  const { trans, language } = useShell();
  const sides = [change.old, change.new].filter(side => !!side);
  return (
    <section className="jp-Dstack-changed">
      <h3>
        <Mark change={change.change} />
        <span>
          {change.params && Object.keys(change.params).length ? (
            <span translate="no">{paramsText(change.params)}</span>
          ) : (
            trans.__('The attachment')
          )}{' '}
          <small>
            {sides.map(side => sideText(side, trans, language)).join(' → ')}
          </small>
        </span>
      </h3>
      {change.note ? <p>{change.note}</p> : null}
      {change.contents ? (
        <ContentsDiff {...props} contents={change.contents} />
      ) : null}
    </section>
  );
}

function ContentsDiff(props: IChanged & { contents: Contents }): JSX.Element {
  const { contents, comparison } = props;
  switch (contents.kind) {
    case 'table':
      return <TableDiff changes={contents} comparison={comparison} />;
    case 'text':
      return <TextDiff changes={contents} comparison={comparison} />;
    case 'notebook':
      return <NotebookDiff changes={contents} comparison={comparison} />;
    case 'picture':
      return <SideBySide {...props} />;
    case 'figure':
      return (
        <>
          <SideBySide {...props} />
          <TextDiff changes={contents.text} comparison={comparison} />
        </>
      );
    default:
      return (
        <p>
          {contents.old} → {contents.new}
        </p>
      );
  }
}

/** Params as people read them. */
export function paramsText(params: AttachmentChange['params']): string {
  return Object.entries((params ?? {}) as Params)
    .map(([key, value]) => `${key}=${valueText(value)}`)
    .join(', ');
}

function valueText(value: ParamValue): string {
  return typeof value === 'object'
    ? Object.values(value).join()
    : String(value);
}

function sideText(
  side: Side,
  trans: ITranslation,
  language: string | undefined
): string {
  const { rows, columns, length } = side;
  const size = sizeText(length, language);
  return rows === null || columns === null
    ? size
    : trans.__('%1 × %2, %3', rows, columns, size);
}
