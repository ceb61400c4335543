/** Python that pulls a stack, as `me` writes its name. */
export function pullCode(user: string, name: string, me: string): string {
  const path = user === me ? name : `/${user}/${name}`;
  return [
    'import dstack_jupyter as ds',
    '',
    `${variableOf(name)} = ds.pull(${pythonText(path)})`
  ].join('\n');
}

/** Python that pushes for the first time, to the server of a profile where one is named. */
export function pushCode(profile?: string): string {
  const option = profile ? `, profile=${pythonText(profile)}` : '';
  return `import dstack_jupyter as ds\n\nds.push("sales", df${option})`;
}

/** What one types in a shell, once, so that the profile `team` is the server. */
export function connectCommand(serverUrl: string): string {
  return `jupyter dstack config add team --server ${serverUrl}`;
}

/** A text as Python reads it. */
export function pythonText(text: string): string {
  // JSON is Python here: every escape that it writes means the same there.
  return JSON.stringify(text);
}

/** A name for the value of a stack: the last part of its name, as far as Python takes it. */
function variableOf(name: string): string {
  const last = name.split('/').at(-1) ?? name;
  const plain = last.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  const isName = /^[A-Za-z_]/.test(plain) && !RESERVED.has(plain);
  return isName ? plain : `stack_${plain}`.replace(/_$/, '');
}

/** What Python or the code above keeps for itself. */
const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield ds'
  ).split(' ')
);
