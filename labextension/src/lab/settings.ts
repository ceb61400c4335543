import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { IStateDB } from '@jupyterlab/statedb';
import type { Preferences } from '../models/preferences';
import type { IKept } from '../models/profiles';

const CHOSEN = 'dstack-jupyter:profile';

/** Keep the preferences as the settings of a plugin are. */
export async function follow(
  registry: ISettingRegistry,
  plugin: string,
  preferences: Preferences
): Promise<void> {
  const settings = await registry.load(plugin);
  const take = (): void => preferences.set(settings.composite);
  settings.changed.connect(take);
  take();
}

/** The profile that was chosen last in this workspace. */
export function keptIn(state: IStateDB | null): IKept {
  return {
    read: async () => (await state?.fetch(CHOSEN)) as string | undefined,
    write: profile => void state?.save(CHOSEN, profile)
  };
}
