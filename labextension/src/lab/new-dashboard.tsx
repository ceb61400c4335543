import * as React from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/lab.css';
import type { IPath } from '../api/addresses';
import { NewDashboardDialog } from '../panels/dashboards/new';
import { IShell, ShellProvider } from '../panels/shell';

/** Open the dialog that makes a dashboard, with some stacks chosen, each as `user/name`. */
export function openNewDashboard(
  shell: IShell,
  stacks: readonly string[]
): void {
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element);
  const close = (): void => {
    root.unmount();
    element.remove();
  };
  root.render(
    <ShellProvider value={shell}>
      <NewDashboardDialog stacks={stacks.map(pathOf)} onClose={close} />
    </ShellProvider>
  );
}

function pathOf(path: string): IPath {
  const [user = '', ...name] = path.split('/');
  return { user, name: name.join('/') };
}
