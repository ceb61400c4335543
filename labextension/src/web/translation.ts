import type { ITranslation } from '../panels/shell';

/** The texts as they are written, which is in English. */
export const english: ITranslation = {
  __: (text, ...values) => filled(text, values),
  _n: (one, many, count, ...values) => filled(count === 1 ? one : many, values)
};

/** A text with its values in place of `%1`, `%2` and so on. */
function filled(text: string, values: unknown[]): string {
  return text.replace(/%(\d)/g, (whole, place: string) => {
    const value = values[Number(place) - 1];
    return typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : whole;
  });
}
