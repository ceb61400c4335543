import type { ServerConnection } from '@jupyterlab/services';
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/lab.css';
import { OwnFiles } from '../api/own-files';
import { Push } from '../models/push';
import { PushDialog } from '../panels/push-dialog';
import { ShellProvider } from '../panels/shell';
import type { IStores } from './tokens';
import { LabTransport, PUSH } from './transport';

/** Ask how files of the server are to be pushed, push them, and show the stack. */
export function askPush(
  stacks: IStores,
  settings: ServerConnection.ISettings,
  paths: readonly string[]
): void {
  const { profiles } = stacks;
  const { trans } = stacks.shellOf('');
  const files = new OwnFiles(new LabTransport(settings, PUSH, trans), trans);
  const box = document.body.appendChild(document.createElement('div'));
  const root = createRoot(box);
  const push = new Push(files, paths, '');
  void profiles.known().then(() => {
    const { chosen } = profiles;
    push.set({ profile: chosen && !profiles.isLost(chosen) ? chosen : '' });
  });
  root.render(
    <ShellProvider value={stacks.shellOf('')}>
      <PushDialog
        push={push}
        profiles={profiles}
        onPushed={({ user, name }) =>
          stacks.shellOf(push.profile).openStack(user, name)
        }
        onClose={() => {
          root.unmount();
          box.remove();
        }}
      />
    </ShellProvider>
  );
}
