/** What a colour is written as; all else may be an address, in a function, in words or in escapes. */
const COLOUR =
  /^\s*([#\w-]+|(rgba?|hsla?|hwb|(ok)?(lab|lch)|color)\([^()\\]*\))\s*$/i;

/** Whether a mark can be painted with it; a gradient is an object, and made of colours. */
export function isPaint(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (typeof value === 'object' && 'gradient' in value) ||
    COLOUR.test(value as string)
  );
}
