import { pythonText } from './python';

/** Python that brings a stack of one's own back after it was deleted, or a frame of it. */
export function restoreSnippet(
  name: string,
  profile?: string,
  frame?: number
): string {
  const which = frame === undefined ? '' : `, frame=${frame}`;
  return `ds.restore(${pythonText(name)}${which}${at(profile)})`;
}

/** The same for a dashboard. */
export function restoreDashboardSnippet(
  name: string,
  profile?: string
): string {
  return `ds.restore_dashboard(${pythonText(name)}${at(profile)})`;
}

function at(profile?: string): string {
  return profile ? `, profile=${pythonText(profile)}` : '';
}
