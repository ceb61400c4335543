import { ContentError, IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { sizeText } from '../sizes';
import { __, _n, spoken } from '../words';
import { button, countText, element } from './elements';
import { FileBar } from './file';
import { entriesOf, IEntry } from './tar';
import { IStage, IView, IViewKind } from './view';

/** A larger archive is not fetched for a list of what is in it. */
const LARGEST = 16 * 1024 * 1024;

/** Entries that are listed before somebody asks for all. */
const SHOWN = 100;

/** Folders: what is in them. */
export const folderKind: IViewKind<readonly IEntry[]> = {
  name: 'folder',
  accepts: ({ content_type, length }) =>
    mimeOf(content_type) === 'application/x-tar' && length <= LARGEST,

  async load(content, stage, signal) {
    const entries = entriesOf(await stage.contents.bytes(content, signal));
    if (!entries) {
      throw new ContentError(__('This is no archive that can be read.'), {
        isFinal: true
      });
    }
    return entries;
  },

  create: stage => new FolderView(stage)
};

class FolderView implements IView<readonly IEntry[]> {
  readonly element = element('div', { class: 'dstack-folder' });

  constructor(private readonly stage: IStage) {}

  draw(entries: readonly IEntry[], content: IContent): void {
    const bar = new FileBar(this.stage);
    bar.draw(content);
    const caption = this.stage.caption(content);
    const rows = element('div', {
      class: 'dstack-scroll',
      role: 'region',
      tabindex: 0,
      'aria-label': caption
    });
    this.element.replaceChildren(bar.element, rows);
    list(rows, entries, entries.length > SHOWN * 1.2 ? SHOWN : entries.length);
  }
}

function list(
  rows: HTMLElement,
  entries: readonly IEntry[],
  count: number
): void {
  const body = entries
    .slice(0, count)
    .map(({ name, size, isFolder }) =>
      element(
        'tr',
        {},
        element(
          'th',
          { scope: 'row', translate: 'no' },
          isFolder ? `${name}/` : name
        ),
        element('td', {}, isFolder ? '' : sizeText(size, spoken()))
      )
    );
  const headings = [__('Name'), __('Size')].map(name =>
    element('th', { scope: 'col' }, name)
  );
  rows.replaceChildren(
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...headings)),
      element('tbody', {}, ...body)
    )
  );
  if (count < entries.length) {
    const { length } = entries;
    const label = _n(
      'Show all (%2 entry)',
      'Show all (%2 entries)',
      length,
      countText(length)
    );
    rows.append(button(label, () => list(rows, entries, length)));
  }
}
