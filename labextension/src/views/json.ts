import { ContentError, IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { __, _n } from '../words';
import { countText, element } from './elements';
import { IView, IViewKind } from './view';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** How many entries of a list stand under one heading. */
const CHUNK = 100;

/** A document of up to this many entries is open at first, down to the second level. */
const OPEN_ENTRIES = 60;

/** A longer document, in bytes, is shown as text. */
const LONGEST = 32_000_000;

/** What there is to say of JSON that would be more than JSON elsewhere, by what made it. */
const NOTES: Record<string, () => string> = {
  bokeh: () =>
    __(
      'A model of Bokeh, which only scripts of its own can draw. Pull it into a notebook to see it.'
    )
};

/** Whether a type is one of JSON. */
export function isJson(mime: string): boolean {
  return mime === 'application/json' || mime.endsWith('+json');
}

/** JSON, as a tree whose branches open and close. */
export const jsonKind: IViewKind<Json> = {
  name: 'json',

  accepts: ({ content_type, length }) =>
    isJson(mimeOf(content_type)) && length <= LONGEST,

  async load(content, stage, signal) {
    const text = await stage.contents.text(content, signal);
    try {
      return parsed(text);
    } catch {
      throw new ContentError(__('This is not JSON, though it says so.'), {
        isFinal: true
      });
    }
  },

  create: () => new JsonView()
};

/** Parse JSON; numbers that JavaScript does not hold exactly stay texts as they were written. */
export function parsed(text: string): Json {
  if (!/\d{16}/.test(text)) {
    return JSON.parse(text) as Json;
  }
  const exact = (
    _key: string,
    value: unknown,
    context?: { source?: string }
  ): unknown =>
    typeof value === 'number' &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value;
  return JSON.parse(text, exact) as Json;
}

class JsonView implements IView<Json> {
  readonly element = element('div');

  draw(loaded: Json, { application }: IContent): void {
    const depth = size(loaded) > OPEN_ENTRIES ? 1 : 2;
    const tree = element('div', { class: 'dstack-json' });
    tree.append(entry(null, loaded, depth));
    const note = NOTES[application ?? '']?.();
    this.element.replaceChildren(
      ...(note ? [element('p', { class: 'dstack-hint' }, note)] : []),
      tree
    );
  }
}

function entry(key: string | null, value: Json, open: number): HTMLElement {
  if (typeof value !== 'object' || value === null || size(value) === 0) {
    return element(
      'div',
      { class: 'dstack-json-leaf' },
      ...label(key),
      leaf(value)
    );
  }
  const summary = element(
    'summary',
    {},
    ...label(key),
    element('span', { class: 'dstack-json-size' }, sizeLabel(value))
  );
  const details = element('details', { class: 'dstack-json-branch' }, summary);
  // What is closed is made when it opens: a document may have a million entries.
  const fill = (): void => {
    if (details.open && details.childElementCount === 1) {
      details.append(...children(value, open - 1));
    }
  };
  details.addEventListener('toggle', fill);
  details.open = open > 0;
  fill();
  return details;
}

function children(value: Json, open: number): HTMLElement[] {
  const entries = Object.entries(value as Record<string, Json>);
  if (entries.length <= CHUNK) {
    return entries.map(([key, each]) => entry(key, each, open));
  }
  const chunks: HTMLElement[] = [];
  for (let start = 0; start < entries.length; start += CHUNK) {
    chunks.push(chunk(entries.slice(start, start + CHUNK), start));
  }
  return chunks;
}

function chunk(entries: [string, Json][], start: number): HTMLElement {
  const range = `${start} – ${start + entries.length - 1}`;
  const summary = element('summary', { class: 'dstack-json-size' }, range);
  const details = element('details', { class: 'dstack-json-branch' }, summary);
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) {
      details.append(...entries.map(([key, each]) => entry(key, each, 0)));
    }
  });
  return details;
}

function label(key: string | null): (Node | string)[] {
  return key === null
    ? []
    : [
        element('span', { class: 'dstack-json-key', translate: 'no' }, key),
        ' '
      ];
}

function leaf(value: Json): HTMLElement {
  const type = value === null ? 'null' : typeof value;
  const text = type === 'string' ? (value as string) : JSON.stringify(value);
  return element(
    'span',
    { class: `dstack-json-${type}`, translate: 'no' },
    text
  );
}

function size(value: Json): number {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length
    : 0;
}

function sizeLabel(value: Json): string {
  const count = size(value);
  const text = countText(count);
  return Array.isArray(value)
    ? _n('%2 item', '%2 items', count, text)
    : _n('%2 key', '%2 keys', count, text);
}
