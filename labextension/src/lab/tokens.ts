import { Token } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';
import type { Preferences } from '../models/preferences';
import type { Profiles } from '../models/profiles';
import type { IShell, ITranslation } from '../panels/shell';

/** The stores of dstack that this JupyterLab can show. */
export interface IStores {
  readonly preferences: Preferences;
  /** The stores that can be looked at; they are asked for when the sidebar is opened. */
  readonly profiles: Profiles;
  /** What views of a store have around them; the empty name is the store of the server itself. */
  readonly shellOf: (profile: string) => IShell;
}

/** Gives the stores; they are loaded when they are first looked at. */
export interface IOpening {
  readonly trans: ITranslation;
  open(): Promise<IStores>;
}

/** What the plugins of this extension share. */
export interface IStacks extends IOpening {
  /** The place of the lists. */
  readonly sidebar: Widget;
  /** Ask how files are to be pushed, which are named by their paths in the server's contents, and push them. */
  push(paths: readonly string[]): Promise<void>;
}

export const IStacks = new Token<IStacks>(
  'dstack-jupyter:IStacks',
  'The stores of dstack that this JupyterLab can show.'
);
