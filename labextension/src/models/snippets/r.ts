import {
  callOf,
  IPull,
  optionsOf,
  Params,
  ParamValue,
  pathOf,
  variableOf
} from './pull';

/** R that pulls it, with the package `dstack`. */
export function rSnippet(pull: IPull): string {
  const wanted = Object.entries(pull.wanted ?? {});
  const named = wanted.filter(([key]) => !isOption(key));
  const others = wanted.filter(([key]) => isOption(key));
  const args = [rText(pathOf(pull)), ...argsOf([...named, ...optionsOf(pull)])];
  if (others.length) {
    args.push(`params = list(${argsOf(others).join(', ')})`);
  }
  const variable = variableOf(pull.name, WORDS);
  return [
    'library(dstack)',
    '',
    callOf(`${variable} <- dstack_pull`, args, '  ')
  ].join('\n');
}

function argsOf(params: readonly [string, ParamValue][]): string[] {
  return params.map(([key, value]) => `${nameOf(key)} = ${literal(value)}`);
}

function literal(value: Params[string]): string {
  switch (typeof value) {
    case 'string':
      return rText(value);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'number':
      return String(value);
  }
  return '$date' in value
    ? `as.Date(${rText(value.$date)})`
    : momentOf(value.$datetime);
}

/** A time without a zone is one of the clock on the wall, as R reads it where no zone is given. */
function momentOf(text: string): string {
  const [, day = '', time = '', zone = ''] =
    /^(.{10}).(.*?)(Z|[+-]\d\d:\d\d.*)?$/.exec(text) ?? [];
  if (!zone) {
    return `as.POSIXct(${rText(`${day} ${time}`)})`;
  }
  const [seconds = '', fraction = ''] = time.split('.');
  const there = new Date(`${day}T${seconds}Z`).getTime() - offsetOf(zone);
  const utc = new Date(there).toISOString().slice(0, 19).replace('T', ' ');
  return `as.POSIXct(${rText(fraction ? `${utc}.${fraction}` : utc)}, tz = "UTC")`;
}

/** Milliseconds between a zone's clock and that of UTC. */
function offsetOf(zone: string): number {
  const [hours = 0, minutes = 0, seconds = 0] =
    zone === 'Z' ? [] : zone.slice(1).split(':').map(Number);
  const size = 1000 * (3600 * hours + 60 * minutes + seconds);
  return zone.startsWith('-') ? -size : size;
}

function rText(text: string): string {
  // JSON is R here: every escape that it writes means the same there.
  return JSON.stringify(text);
}

function nameOf(key: string): string {
  const isPlain = /^(?:[A-Za-z]|\.(?!\d))[A-Za-z0-9._]*$/.test(key);
  return isPlain && !WORDS.has(key)
    ? key
    : `\`${rText(key).slice(1, -1).replace(/\\"/g, '"').replace(/`/g, '\\`')}\``;
}

/** Whether R would take a param for an argument of its own: what stands before its `...` is known by its beginning. */
function isOption(key: string): boolean {
  return OPTIONS.has(key) || 'stack'.startsWith(key);
}

const WORDS = new Set(
  (
    'if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_character_ ' +
    'NA_complex_ in T F'
  ).split(' ')
);

const OPTIONS = new Set(
  (
    'access all as by description force frame int64 keep key message obj params profile progress quiet stack tag to ' +
    'tolerance trust trusted'
  ).split(' ')
);
