import { pythonText } from '../models/snippets/python';
import type { IShell } from './shell';

/** How profiles on other computers name a server where nothing else is known. */
export const TEAM = 'team';

/** The profile that code names, so that it reaches what one looks at; none for the store that code uses anyway. */
export function profileOf(
  shell: Pick<IShell, 'profile' | 'serverUrl'>
): string | undefined {
  return shell.profile ?? (shell.serverUrl ? TEAM : undefined);
}

/** Python that pushes for the first time, to the server of a profile where one is named. */
export function pushCode(profile?: string): string {
  return `import dstack_jupyter as ds\n\n${pushCall(profile)}`;
}

/** The call alone. */
export function pushCall(profile?: string): string {
  return `ds.push("sales", df${optionOf(profile)})`;
}

/** Python that makes a first dashboard. */
export function dashboardCall(profile?: string): string {
  return `ds.dashboard("World", ["sales", "gdp"]${optionOf(profile)})`;
}

/** The same in one line, to a stack. */
export function pushMagic(profile?: string, name = 'sales'): string {
  const isWord = profile === undefined || /^[\w.-]+$/.test(profile);
  const named = isWord ? profile : JSON.stringify(profile);
  return `%dstack push df ${name}${named ? ` --profile ${named}` : ''}`;
}

/** What one types in a shell, once, so that a profile leads to the server. */
export function connectCommand(serverUrl: string, profile = TEAM): string {
  return `jupyter dstack config add ${profile} --server ${serverUrl}`;
}

function optionOf(profile?: string): string {
  return profile ? `, profile=${pythonText(profile)}` : '';
}
