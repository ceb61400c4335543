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

/** Code by the language that the kernel of a notebook speaks; an empty one is not known. */
export type CodeIn = (language: string) => string;

/** What pulls something in a notebook: R where its kernel speaks R, elsewhere what was chosen, which is Python as a rule. */
export function codeIn(pull: IPull, chosen: Language = 'python'): CodeIn {
  return language =>
    language.toLowerCase() === 'r'
      ? rSnippet(pull)
      : ((chosen === 'r' ? null : SNIPPETS[chosen](pull)) ??
        pythonSnippet(pull));
}
