import { IPull, optionsOf, ParamValue, pathOf, variableOf } from './pull';
import { pythonText, RESERVED } from './python';

/** The magic that pulls it; null where a param cannot be written in a line. */
export function magicSnippet(pull: IPull): string | null {
  const wanted = Object.entries(pull.wanted ?? {});
  const params = wanted.map(([key, value]) => paramOf(key, value));
  if (params.includes(null)) {
    return null;
  }
  const options = optionsOf(pull).map(
    ([name, value]) => `--${name} ${textOf(`${value}`)}`
  );
  const words = [textOf(pathOf(pull)), ...params, ...options];
  const variable = variableOf(pull.name, RESERVED);
  return [
    '%load_ext dstack_jupyter',
    '',
    `${variable} = %dstack pull ${words.join(' ')}`
  ].join('\n');
}

function paramOf(key: string, value: ParamValue): string | null {
  const name = keyOf(key);
  const text = valueOf(value);
  return name === null || text === null ? null : `${name}=${text}`;
}

/** A key, in the first quotes that close nowhere within it. */
function keyOf(key: string): string | null {
  if (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(key)) {
    return key;
  }
  const quote = ['"', "'"].find(
    each => !key.includes(`${each}=`) && !key.includes(`${each} `)
  );
  return quote === undefined || /[\p{Cc}\u2028\u2029]/u.test(key)
    ? null
    : `${quote}${key}${quote}`;
}

function valueOf(value: ParamValue): string | null {
  switch (typeof value) {
    case 'string':
      return isTyped(value) ? `"${value}"` : textOf(value);
    case 'boolean':
    case 'number':
      return String(value);
  }
  const text = '$date' in value ? value.$date : value.$datetime;
  return /[+-]\d\d:\d\d:/.test(text) ? null : text;
}

/** Whether a text without quotes would be read as something else. */
function isTyped(text: string): boolean {
  return /^\d/.test(text) || BOOLEANS.has(text);
}

/** A text; Python's own where quotes around it would not do. */
function textOf(text: string): string {
  if (/^[\p{L}\p{N}_/][\p{L}\p{N}\p{M}_./@-]*$/u.test(text)) {
    return text;
  }
  return /["$\\\p{Cc}\u2028\u2029]/u.test(text)
    ? `$(${pythonText(text)})`
    : `"${text}"`;
}

const BOOLEANS = new Set(['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);
