import { magicSnippet } from './snippets/magic';
import { IPull } from './snippets/pull';
import { pythonSnippet } from './snippets/python';
import { rSnippet } from './snippets/r';

export type { IPull, Params, ParamValue } from './snippets/pull';

/** The languages in which something can be pulled, and how; null where a language cannot say it. */
export const SNIPPETS = {
  python: pythonSnippet,
  r: rSnippet,
  magic: magicSnippet
} satisfies Record<string, (pull: IPull) => string | null>;

export type Language = keyof typeof SNIPPETS;
