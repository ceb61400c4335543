import { Cell, IColumnSummary, ITableSummary } from '../../contents/model';
import { __, _n } from '../../words';
import { countText, element } from '../elements';

const WIDTH = 260;
const HEIGHT = 64;

/** What is known of the values of a column. */
export function statistics(
  { seen, total }: ITableSummary,
  column: IColumnSummary
): HTMLElement[] {
  const facts = factsOf(column, seen).map(([name, value]) =>
    element(
      'div',
      {},
      element('dt', {}, name),
      element('dd', { title: value, translate: 'no' }, value)
    )
  );
  const note =
    seen < total
      ? [element('p', { class: 'dstack-hint' }, ofTheFirst(seen))]
      : [];
  return [
    ...histogram(column),
    ...frequent(column, seen),
    element('dl', { class: 'dstack-facts' }, ...facts),
    ...note
  ];
}

function factsOf(column: IColumnSummary, seen: number): [string, string][] {
  const facts: [string, string | null][] = [
    [__('Missing'), partText(column.nulls, seen)],
    [__('Distinct'), distinctText(column)],
    [__('Lowest'), valueText(column.minimum)],
    [__('Mean'), valueText(column.mean)],
    [__('Highest'), valueText(column.maximum)]
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function distinctText({ distinct, type }: IColumnSummary): string | null {
  return distinct === null
    ? type === 'other'
      ? null
      : __('more than %1', countText(10_000))
    : countText(distinct);
}

function ofTheFirst(seen: number): string {
  return _n(
    'Of the first row.',
    'Of the first %2 rows.',
    seen,
    countText(seen)
  );
}

/** A value as people read it: of a number the first six digits, of a moment the seconds. */
export function valueText(value: Cell): string | null {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return String(Number(value.toPrecision(6)));
  }
  return value === null
    ? null
    : String(value)
        .replace(/^(\d{4}-\d\d-\d\d)T/, '$1 ')
        .replace(/^(\d{4}-.*:\d\d)\.\d+/, '$1');
}

/** A count, and what part it is: `120 (12 %)`. */
function partText(count: number, all: number): string {
  if (count === 0 || all === 0) {
    return countText(count);
  }
  const percent = (100 * count) / all;
  const text = percent < 1 ? '< 1' : percent.toFixed(0);
  return `${countText(count)} (${text} %)`;
}

function frequent(column: IColumnSummary, seen: number): HTMLElement[] {
  const most = Math.max(1, ...column.frequent.map(({ count }) => count));
  const rows = column.frequent.map(({ value, count }) => {
    const bar = element('span', { class: 'dstack-bar', 'aria-hidden': 'true' });
    bar.style.width = `${(100 * count) / most}%`;
    const text = valueText(value) ?? '–';
    return element(
      'li',
      {},
      bar,
      element('span', { title: text, translate: 'no' }, text),
      element('span', { class: 'dstack-count' }, partText(count, seen))
    );
  });
  return rows.length
    ? [
        element('h4', {}, __('Most frequent')),
        element('ol', { class: 'dstack-frequent' }, ...rows)
      ]
    : [];
}

function histogram({ histogram }: IColumnSummary): HTMLElement[] {
  if (!histogram) {
    return [];
  }
  const { edges, counts } = histogram;
  const [low, high] = [edges[0], edges[edges.length - 1]].map(edge =>
    valueText(edge ?? null)
  );
  const figure = element(
    'figure',
    { class: 'dstack-histogram' },
    element(
      'figcaption',
      {},
      element('span', {}, low ?? ''),
      element('span', {}, high ?? '')
    )
  );
  figure.prepend(bars(edges, counts));
  return [figure];
}

function bars(edges: readonly Cell[], counts: readonly number[]): SVGElement {
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const peak = counts.indexOf(most);
  const label = __(
    'Histogram; most values, %1, are %2',
    countText(counts[peak] ?? 0),
    binText(edges, peak)
  );
  const picture = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': label
  });
  counts.forEach((count, at) => {
    // What is there is seen, however little it is.
    const height = count && Math.max(1.5, (count / most) * HEIGHT);
    const bar = svg('rect', {
      x: at * step + 0.5,
      y: HEIGHT - height,
      width: step - 1,
      height
    });
    const title = svg('title');
    title.textContent = `${binText(edges, at)}: ${countText(count)}`;
    bar.append(title);
    picture.append(bar);
  });
  return picture;
}

function binText(edges: readonly Cell[], at: number): string {
  const [low = '', high = ''] = [edges[at], edges[at + 1]].map(
    each => valueText(each ?? null) ?? ''
  );
  return __('%1 to %2', low, high);
}

function svg(
  name: string,
  attributes: Record<string, string | number> = {}
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, String(value));
  }
  return made;
}
