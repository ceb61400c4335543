import { createContext, useContext } from 'react';
import type { Api } from '../api/api';
import type { OwnCopies } from '../api/own-copies';
import type { Preferences } from '../models/preferences';
import type { Profiles } from '../models/profiles';
import type { CodeIn } from '../models/snippets';
import type { ITranslation } from '../words';

/** What draws contents; heavy, and loaded when something is to be drawn. */
export type PreviewModule = typeof import('../card/preview');

export type { ITranslation };

/** The servers that one's own stacks and dashboards can be brought to. */
export interface IElsewhere {
  readonly profiles: Profiles;
  readonly copies: OwnCopies;
  /** What is around views of the store of a profile. */
  shellOf(profile: string): IShell;
}

/** What views have around them: JupyterLab, or a web page. */
export interface IShell {
  readonly api: Api;
  readonly trans: ITranslation;
  /** The profile of `config.yaml` by which the store is reached; none for the store of the server itself. */
  readonly profile?: string;
  /** The address by which the store of a profile is reached, as far as it is known. */
  readonly reachedAt?: () => string | null;
  /** What a person has chosen for all views; without them the usual. */
  readonly preferences?: Preferences;
  /** Whether it is the first view that is shown, for which the answers came with the page. */
  readonly isFirstView?: () => boolean;
  /** Whether the shell says by itself that the connection to the server is lost. */
  readonly saysLost?: boolean;
  /** The language in which times and numbers are written. */
  readonly language: string | undefined;
  /** Show a stack, in the way of the shell; `search` says what is chosen there. */
  openStack(user: string, name: string, search?: string): void;
  /** The address of a stack's page, as a colleague can open it; `search` says what is chosen there. Null where nobody knows the server. */
  stackUrl(user: string, name: string, search?: string): string | null;
  /** Show a dashboard, in the way of the shell. */
  openDashboard(user: string, name: string): void;
  /** The address of a dashboard's page, as a colleague can open it. Null where nobody knows the server. */
  dashboardUrl(user: string, name: string): string | null;
  /** Write the notebook of a dashboard beside others, and open it; absent where it is downloaded. */
  readonly openAsNotebook?: (user: string, name: string) => Promise<void>;
  /** Where one signs in and comes back from; absent where nobody does. */
  readonly signInUrl?: () => string;
  /** The address of a link that signs in once, by its secret; absent where nobody signs in. */
  readonly linkUrl?: (secret: string) => string;
  /** The server as profiles on other computers name it; absent where it is that of one's own notebooks. */
  readonly serverUrl?: string;
  /** Where things are brought that others are to see; absent for the store of a server, which others reach. */
  readonly elsewhere?: IElsewhere;
  /** Put code into the notebook that was used last; fails in words where none is open. Absent in the web. */
  readonly insertCode?: (code: CodeIn) => Promise<void>;
  /** Open a notebook by its path, as its kernel knew it; fails in words where it is not there. Absent in the web. */
  readonly openFile?: (path: string) => Promise<void>;
  /** What draws contents, as the server has it; fails where the server does not answer. */
  loadPreview(): Promise<PreviewModule>;
  /** The mouse was pressed on something that stands for code, which a shell with notebooks lets one drag into them. */
  readonly dragCode?: (event: MouseEvent, label: string, code: CodeIn) => void;
}

const ShellContext = createContext<IShell | null>(null);

export const ShellProvider = ShellContext.Provider;

/** The shell around a view. */
export function useShell(): IShell {
  const shell = useContext(ShellContext);
  if (shell === null) {
    throw new Error('a view stands in no shell');
  }
  return shell;
}
