import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { Api } from '../api/api';
import { OwnCopies } from '../api/own-copies';
import type { Preferences } from '../models/preferences';
import type { Profiles } from '../models/profiles';
import type { IShell, ITranslation } from '../panels/shell';
import { COMMANDS } from './commands';
import { dashboardUrl } from './dashboard-page';
import { loadPreview } from './preview';
import { stackUrl } from './stack-page';
import { COPY, interfaceOf, LabTransport } from './transport';

/** What views of the stores have around them in JupyterLab: one shell for each profile. */
export class Shells {
  private readonly made = new Map<string, IShell>();

  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly trans: ITranslation,
    private readonly preferences: Preferences,
    private readonly notebooks: INotebookTracker | null,
    private readonly profiles: Profiles
  ) {}

  /** The shell of a profile, always the same; the empty name is the store of the server itself. */
  of(profile: string): IShell {
    const shell = this.made.get(profile) ?? this.make(profile);
    this.made.set(profile, shell);
    return shell;
  }

  private make(profile: string): IShell {
    const { app, trans, preferences, notebooks, profiles } = this;
    const { serverSettings } = app.serviceManager;
    const server = (): string | null =>
      profile ? profiles.serverOf(profile) : serverSettings.baseUrl;
    return {
      api: new Api(
        new LabTransport(serverSettings, interfaceOf(profile), trans)
      ),
      trans,
      preferences,
      profile: profile || undefined,
      reachedAt: () => profiles.serverOf(profile),
      language: document.documentElement.lang || undefined,
      openStack: (user, name, search) =>
        void app.commands.execute(COMMANDS.openStack, {
          user,
          name,
          profile,
          search
        }),
      stackUrl: (user, name, search = '') => {
        const base = server();
        return base && stackUrl(base, user, name) + search;
      },
      openDashboard: (user, name) => {
        const path = { user, name, profile };
        void app.commands.execute(COMMANDS.openDashboard, path);
      },
      dashboardUrl: (user, name) => {
        const base = server();
        return base && dashboardUrl(base, user, name);
      },
      openAsNotebook: (user, name) =>
        app.commands.execute(COMMANDS.openAsNotebook, { user, name }),
      loadPreview: () => loadPreview(serverSettings.baseUrl),
      openFile: async path => {
        const { openNotebook } = await import('./notebooks');
        await openNotebook(app, path, trans);
      },
      ...(notebooks && {
        insertCode: async code => {
          const { insertCode } = await import('./notebooks');
          await insertCode(app, notebooks, code, trans);
        }
      }),
      ...(profile === '' && {
        elsewhere: {
          profiles,
          copies: new OwnCopies(
            new LabTransport(serverSettings, COPY, trans),
            trans
          ),
          shellOf: name => this.of(name)
        }
      }),
      dragCode: (event, label, code) =>
        void import('./drag').then(({ dragCode }) =>
          dragCode(event, { label, code, source: app, notebooks })
        )
    };
  }
}
