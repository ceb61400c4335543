import type { IShared } from '../../api/sharing';
import { pythonText } from './python';

/** Python that brings a stack or a dashboard to the server of a profile, under another name if one is given. */
export function copySnippet(
  { kind, name }: IShared,
  profile: string,
  rename = name
): string {
  const what =
    kind === 'stacks' ? pythonText(name) : `dashboards=[${pythonText(name)}]`;
  const renamed =
    rename === name
      ? ''
      : `, rename={${pythonText(name)}: ${pythonText(rename)}}`;
  return [
    'import dstack_jupyter as ds',
    '',
    `ds.copy(${what}, to=${pythonText(profile)}${renamed})`
  ].join('\n');
}
