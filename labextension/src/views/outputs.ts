import { mimeOf } from '../content-types';
import { __, _n } from '../words';
import { element } from './elements';

/** An output of a cell, as a notebook keeps it; anybody wrote it, so that it may be anything. */
export type Output = {
  output_type?: unknown;
  text?: unknown;
  name?: unknown;
  data?: unknown;
  ename?: unknown;
  evalue?: unknown;
  traceback?: unknown;
} | null;

/** Texts of others as elements that can do nothing. */
export interface ISafe {
  html(text: string): DocumentFragment;
  markdown(text: string): DocumentFragment;
}

/** Characters of an output that are shown. */
const SHOWN = 20_000;

/** What a cell has put out. */
export function outputElement(output: Output, safe: ISafe): HTMLElement[] {
  const made = output && MAKERS[String(output.output_type)]?.(output, safe);
  return made ? [made] : [];
}

/** A text that may be in lines. */
export function asText(value: unknown): string {
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  return parts.map(part => (typeof part === 'string' ? part : '')).join('');
}

type Make = (
  output: NonNullable<Output>,
  safe: ISafe
) => HTMLElement | undefined;

const rich: Make = ({ data }, safe) => {
  const bundle = (data ?? {}) as Record<string, unknown>;
  const type = TYPES.find(({ mimes }) => mimes.some(mime => mime in bundle));
  const mime = type?.mimes.find(each => each in bundle);
  return type && mime !== undefined
    ? type.make(bundle[mime], mime, safe)
    : unknown(Object.keys(bundle));
};

const MAKERS: Record<string, Make> = {
  stream: ({ text, name }) => pre(asText(text), name === 'stderr'),
  error: ({ ename, evalue, traceback }) => {
    const lines = Array.isArray(traceback) ? traceback.map(asText) : [];
    const short = `${asText(ename)}: ${asText(evalue)}`;
    return pre(lines.join('\n') || short, true);
  },
  execute_result: rich,
  display_data: rich
};

/** The types of outputs, the best of an output first. */
const TYPES: readonly {
  mimes: readonly string[];
  make(value: unknown, mime: string, safe: ISafe): HTMLElement | undefined;
}[] = [
  {
    mimes: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'],
    make: (value, mime) => {
      const base64 = asText(value).replace(/\s/g, '');
      return /^[\w+/]+=*$/.test(base64)
        ? picture(`data:${mime};base64,${base64}`)
        : undefined;
    }
  },
  {
    // As a picture it does nothing that it says to do.
    mimes: ['image/svg+xml'],
    make: (value, mime) =>
      picture(`data:${mime};charset=utf-8,${encodeURIComponent(asText(value))}`)
  },
  {
    mimes: ['text/html'],
    make: (value, _, safe) => prose(safe.html(asText(value)))
  },
  {
    mimes: ['text/markdown'],
    make: (value, _, safe) => prose(safe.markdown(asText(value)))
  },
  { mimes: ['text/latex', 'text/plain'], make: value => pre(asText(value)) },
  {
    mimes: ['application/json'],
    make: value => pre(JSON.stringify(value, null, 2))
  }
];

function picture(src: string): HTMLElement {
  const image = element('img', { src, alt: __('Output') });
  return element('div', { class: 'dstack-image' }, image);
}

function prose(fragment: DocumentFragment): HTMLElement {
  const shown = element('div', {
    class: 'dstack-markdown dstack-scroll',
    translate: 'no'
  });
  shown.append(fragment);
  return shown;
}

function pre(text: string, isLoud = false): HTMLElement {
  const plain = withoutColours(text);
  const { length } = plain;
  const rest =
    length > SHOWN
      ? `\n… (${_n('%1 character', '%1 characters', length)})`
      : '';
  const attributes = {
    class: isLoud ? 'dstack-loud' : 'dstack-output',
    tabindex: 0,
    translate: 'no'
  };
  return element('pre', attributes, plain.slice(0, SHOWN) + rest);
}

/** What terminals take for colours is not for people. */
function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[\d;]*[A-Za-z]/g, '');
}

function unknown(mimes: readonly string[]): HTMLElement | undefined {
  const [mime] = mimes;
  return mime === undefined
    ? undefined
    : element(
        'p',
        { class: 'dstack-hint' },
        __('An output of type %1, which is not shown here.', mimeOf(mime))
      );
}
