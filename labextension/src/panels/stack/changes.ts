import type { FrameChanges } from '../../api/api';
import type { components } from '../../api/v1';
import type { ITranslation } from '../shell';

type Contents = NonNullable<
  components['schemas']['AttachmentChange']['contents']
>;
type Kind = Contents['kind'];
type Of<Name extends Kind> = Extract<Contents, { kind: Name }>;

/** What changed from one frame to the next, in a few words. */
export function changesText(
  changes: FrameChanges,
  trans: ITranslation
): string {
  const parts = partsOf(changes, trans).filter(Boolean);
  return parts.join(', ') || trans.__('the same content');
}

function partsOf(changes: FrameChanges, trans: ITranslation): string[] {
  const { attachments, table } = changes;
  if (table) {
    return tableParts(table, trans);
  }
  const [one, ...others] = attachments.filter(each => each.change !== 'same');
  if (!one) {
    return changes.notes ?? [];
  }
  if (others.length === 0 && one.contents) {
    return contentParts(one.contents, trans);
  }
  return countParts(changes, trans);
}

function countParts(
  { attachments }: FrameChanges,
  trans: ITranslation
): string[] {
  const count = (change: string): number =>
    attachments.filter(each => each.change === change).length;
  const [added, removed, changed] = ['added', 'removed', 'changed'].map(count);
  return [
    added
      ? trans._n('%1 attachment added', '%1 attachments added', added, added)
      : '',
    removed ? trans.__('%1 removed', removed) : '',
    changed ? trans.__('%1 changed', changed) : ''
  ];
}

function contentParts(contents: Contents, trans: ITranslation): string[] {
  const words = WORDS[contents.kind] as (
    contents: Contents,
    trans: ITranslation
  ) => string[];
  return words(contents, trans);
}

function tableParts(table: Of<'table'>, trans: ITranslation): string[] {
  const { added, removed, changed, columns } = table;
  const named = (change: string): string =>
    columns
      .filter(each => each.change === change)
      .map(each => each.name)
      .join(', ');
  const [more, less, typed] = ['added', 'removed', 'type'].map(named);
  return [
    added ? trans._n('%1 row added', '%1 rows added', added, added) : '',
    removed
      ? trans._n('%1 row removed', '%1 rows removed', removed, removed)
      : '',
    changed
      ? trans._n('%1 row changed', '%1 rows changed', changed, changed)
      : '',
    more ? trans.__('new column %1', more) : '',
    less ? trans.__('without column %1', less) : '',
    typed ? trans.__('another type of %1', typed) : '',
    table.reordered ? trans.__('another order of rows') : ''
  ];
}

function lineParts(text: Of<'text'>, trans: ITranslation): string[] {
  const { added, removed } = text;
  return [
    added ? trans._n('%1 line added', '%1 lines added', added, added) : '',
    removed
      ? trans._n('%1 line removed', '%1 lines removed', removed, removed)
      : ''
  ];
}

function cellParts(notebook: Of<'notebook'>, trans: ITranslation): string[] {
  const { added, removed, changed } = notebook;
  return [
    added ? trans._n('%1 cell added', '%1 cells added', added, added) : '',
    removed
      ? trans._n('%1 cell removed', '%1 cells removed', removed, removed)
      : '',
    changed
      ? trans._n('%1 cell changed', '%1 cells changed', changed, changed)
      : ''
  ];
}

/** What each kind of contents says of its changes. */
const WORDS: {
  [Name in Kind]: (contents: Of<Name>, trans: ITranslation) => string[];
} = {
  table: tableParts,
  text: lineParts,
  notebook: cellParts,
  picture: (_, trans) => [trans.__('another picture')],
  figure: (_, trans) => [trans.__('another figure')],
  content: (_, trans) => [trans.__('another content')]
};
