import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { watchEvents } from '../api/events';
import { StackList } from '../models/stack-list';
import { IShell, ShellProvider } from '../panels/shell';
import { StackListView } from '../panels/stack-list';

/** Milliseconds in which several events become one look at the list. */
const TOGETHER = 200;

/** Draw the list of stacks, live, into an element; returns what ends it. */
export function mountStacks(element: HTMLElement, shell: IShell): () => void {
  const ending = new AbortController();
  const list = new StackList(shell.api);
  const root = createRoot(element);
  root.render(
    <ShellProvider value={shell}>
      <StackListView list={list} />
    </ShellProvider>
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void list.load(), TOGETHER);
  };
  watchEvents(
    shell.api.eventsUrl,
    {
      onEvent: refresh,
      onConnected: isConnected => isConnected && refresh()
    },
    ending.signal
  );
  return () => {
    ending.abort();
    clearTimeout(timer);
    list.dispose();
    root.unmount();
  };
}
