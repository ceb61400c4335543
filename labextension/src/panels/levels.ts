import type { AccessLevel } from '../api/api';
import type { ITranslation } from './shell';

interface ILevelWords {
  name: string;
  /** The same, as one says it of a stack. */
  short: string;
  who: string;
}

/** How levels of access are called, and who sees what has them; from the fewest people to the most. */
export function levelWords(
  trans: ITranslation
): Record<AccessLevel, ILevelWords> {
  return {
    private: {
      name: trans.__('Private'),
      short: trans.__('private'),
      who: trans.__('Only its owner, and those whom the owner adds')
    },
    internal: {
      name: trans.__('Internal'),
      short: trans.__('for everyone signed in'),
      who: trans.__('Everyone who is signed in')
    },
    public: {
      name: trans.__('Public'),
      short: trans.__('public'),
      who: trans.__('Everyone who reaches the server, without signing in')
    }
  };
}
