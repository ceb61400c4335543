import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { IStateDB } from '@jupyterlab/statedb';
import { Relay } from '../api/relay';
import { Preferences } from '../models/preferences';
import { Profiles } from '../models/profiles';
import type { ITranslation } from '../panels/shell';
import { follow, keptIn } from './settings';
import { Shells } from './shell';
import type { IStores } from './tokens';
import { LabTransport, RELAY } from './transport';

/** What of JupyterLab the stores need; what is null is not there. */
export interface IAround {
  app: JupyterFrontEnd;
  trans: ITranslation;
  /** The plugin whose settings the preferences are. */
  plugin: string;
  registry: ISettingRegistry | null;
  state: IStateDB | null;
  notebooks: INotebookTracker | null;
}

/** The stores, with the preferences as they are set. */
export async function openStores(around: IAround): Promise<IStores> {
  const { app, trans, registry, notebooks } = around;
  const { serverSettings } = app.serviceManager;
  const preferences = new Preferences();
  const relay = new Relay(new LabTransport(serverSettings, RELAY, trans));
  const profiles = new Profiles(relay, preferences, keptIn(around.state));
  const shells = new Shells(app, trans, preferences, notebooks, profiles);
  if (registry) {
    // Without settings, views have the usual preferences.
    await follow(registry, around.plugin, preferences).catch(() => undefined);
  }
  return { preferences, profiles, shellOf: profile => shells.of(profile) };
}
