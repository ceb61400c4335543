import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { Api, Me } from '../api/api';
import { DashboardList } from '../models/dashboard-list';
import { StackList } from '../models/stack-list';
import { IShell, PreviewModule, ShellProvider } from '../panels/shell';
import { english } from '../words';
import { App } from './app';
import { WebProvider } from './context';
import { pageOf } from './page';
import { dashboardPath, stackPath } from './places';
import { Router } from './router';
import { WebTransport } from './transport';
import { VIEWS } from './views';

function start(): void {
  const { baseUrl, hasUsers, cardModule, answers } = pageOf(document);
  const router = new Router(baseUrl, new Set(Object.keys(VIEWS)));
  const root = `${location.origin}${baseUrl}dstack/`;
  const stackUrl = (user: string, name: string, search = ''): string =>
    `${root}${stackPath(user, name)}${search}`;
  const dashboardUrl = (user: string, name: string): string =>
    `${root}${dashboardPath(user, name)}`;
  const shell: IShell = {
    api: new Api(new WebTransport(baseUrl, answers)),
    trans: english,
    isFirstView: () => router.isFirst,
    saysLost: true,
    language: navigator.language,
    openStack: (user, name, search) => router.go(stackUrl(user, name, search)),
    stackUrl,
    openDashboard: (user, name) => router.go(dashboardUrl(user, name)),
    dashboardUrl,
    loadPreview: async () => (await import(cardModule)) as PreviewModule,
    ...(hasUsers && {
      signInUrl: () => router.signIn(),
      linkUrl: secret => `${root}sign-in/link#${secret}`,
      serverUrl: location.origin + baseUrl
    })
  };
  const web = {
    router,
    hasUsers,
    me: answers.me as Me,
    stacks: new StackList(shell.api),
    dashboards: new DashboardList(shell.api)
  };
  createRoot(document.getElementById('dstack-web') as HTMLElement).render(
    <ShellProvider value={shell}>
      <WebProvider value={web}>
        <App />
      </WebProvider>
    </ShellProvider>
  );
}

start();
