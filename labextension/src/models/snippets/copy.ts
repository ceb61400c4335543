import type { IShared } from '../../api/sharing';
import { pythonText } from './python';

/** Python that brings a stack or a dashboard to the server of a profile. */
export function copySnippet({ kind, name }: IShared, profile: string): string {
  const what =
    kind === 'stacks' ? pythonText(name) : `dashboards=[${pythonText(name)}]`;
  return [
    'import dstack_jupyter as ds',
    '',
    `ds.copy(${what}, to=${pythonText(profile)})`
  ].join('\n');
}
