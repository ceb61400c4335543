import { Token } from '@lumino/coreutils';
import type { Preferences } from '../models/preferences';
import type { Profiles } from '../models/profiles';
import type { IShell } from '../panels/shell';

/** What the plugins of this extension share. */
export interface IStacks {
  readonly preferences: Preferences;
  /** The stores that can be looked at; they are asked for when the sidebar is opened. */
  readonly profiles: Profiles;
  /** What views of a store have around them; the empty name is the store of the server itself. */
  shellOf(profile: string): IShell;
}

export const IStacks = new Token<IStacks>(
  'dstack-jupyter:IStacks',
  'The stores of dstack that this JupyterLab can show.'
);
