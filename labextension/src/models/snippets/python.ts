import {
  callOf,
  IPull,
  optionsOf,
  Params,
  ParamValue,
  pathOf,
  variableOf
} from './pull';

/** Python that pulls it. */
export function pythonSnippet(pull: IPull): string {
  const wanted = Object.entries(pull.wanted ?? {});
  const named = wanted.filter(([key]) => isKeyword(key));
  const others = wanted.filter(([key]) => !isKeyword(key));
  const args = [
    pythonText(pathOf(pull)),
    ...[...named, ...optionsOf(pull)].map(
      ([key, value]) => `${key}=${literal(value)}`
    )
  ];
  if (others.length) {
    args.push(`params=${dictOf(Object.fromEntries(others))}`);
  }
  const variable = variableOf(pull.name, RESERVED);
  return [
    ...importsOf(wanted.map(([, value]) => value)),
    'import dstack_jupyter as ds',
    '',
    callOf(`${variable} = ds.pull`, args, '    ')
  ].join('\n');
}

/** A text as Python reads it. */
export function pythonText(text: string): string {
  // JSON is Python here: every escape that it writes means the same there.
  return JSON.stringify(text);
}

function literal(value: ParamValue): string {
  switch (typeof value) {
    case 'string':
      return pythonText(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return String(value);
  }
  return '$date' in value
    ? `date.fromisoformat(${pythonText(value.$date)})`
    : `datetime.fromisoformat(${pythonText(value.$datetime)})`;
}

function dictOf(params: Params): string {
  const items = Object.entries(params).map(
    ([key, value]) => `${pythonText(key)}: ${literal(value)}`
  );
  return `{${items.join(', ')}}`;
}

function importsOf(values: readonly ParamValue[]): string[] {
  const names = ['date', 'datetime'].filter(name =>
    values.some(value => typeof value === 'object' && `$${name}` in value)
  );
  return names.length ? [`from datetime import ${names.join(', ')}`] : [];
}

/** Whether a param may be a keyword argument; Python takes other spellings of the same letters for one name. */
function isKeyword(key: string): boolean {
  return (
    /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(key) &&
    key === key.normalize('NFKC') &&
    !WORDS.has(key) &&
    !OPTIONS.has(key)
  );
}

const WORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' ')
);

/** What Python or the code above keeps for itself. */
export const RESERVED = new Set([...WORDS, 'ds', 'date', 'datetime']);

/** The names that no param has as a keyword, those of `dstack_jupyter.client.options`. */
const OPTIONS = new Set(
  'access all as_ by description force frame keep key message obj params profile stack tag to tolerance trusted'.split(
    ' '
  )
);
