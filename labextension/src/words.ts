/** Texts in the language of the one who reads them; in those of `_n`, `%1` is the count and `%2` the first value. */
export interface ITranslation {
  __(text: string, ...values: unknown[]): string;
  _n(one: string, many: string, count: number, ...values: unknown[]): string;
}

/** The texts as they are written, which is in English. */
export const english: ITranslation = {
  __: (text, ...values) => filled(text, values),
  _n: (one, many, count, ...values) =>
    filled(count === 1 ? one : many, [count, ...values])
};

let present = english;
let language: string | undefined = 'en';

/**
 * From now on, what is drawn by this module and those it is bundled with has the texts of a translation, and writes
 * numbers as that language does; as the browser's does where none is named.
 */
export function speak(translation: ITranslation, named?: string): void {
  present = translation;
  language = named;
}

/** The language in which numbers are written. */
export function spoken(): string | undefined {
  return language;
}

/** A text with its values in place of `%1`, `%2` and so on. */
export function __(text: string, ...values: unknown[]): string {
  return present.__(text, ...values);
}

/** A text about a count, which stands in place of `%1`; the values follow from `%2` on. */
export function _n(
  one: string,
  many: string,
  count: number,
  ...values: unknown[]
): string {
  return present._n(one, many, count, ...values);
}

function filled(text: string, values: unknown[]): string {
  return text.replace(/%(\d)/g, (whole, place: string) => {
    const value = values[Number(place) - 1];
    return typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : whole;
  });
}
