import { pythonText } from './python';

/** Python that brings a stack of one's own back after it was deleted, or a frame of it. */
export function restoreSnippet(name: string, frame?: number): string {
  const which = frame === undefined ? '' : `, frame=${frame}`;
  return `ds.restore(${pythonText(name)}${which})`;
}
