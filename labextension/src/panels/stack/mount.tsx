import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { ShownStack } from '../../models/stack-page';
import { IShell, ShellProvider } from '../shell';
import { StackPageView } from './page';

export interface IStackPage {
  user: string;
  name: string;
  /** Which frame, and what is chosen in it: `?frame=3&country=FR`. */
  search?: string;
  /** The search has changed; it is a step where another frame is looked at, so that one may want to go back. */
  onSearch?: (search: string, isStep: boolean) => void;
}

export interface IMountedStackPage {
  /** Go where a search says. */
  go(search: string): void;
  dispose(): void;
}

/** Draw the page of a stack, live, into an element. */
export function mountStackPage(
  element: HTMLElement,
  shell: IShell,
  page: IStackPage
): IMountedStackPage {
  const shown = new ShownStack(shell.api, page, page.search);
  const root = createRoot(element);
  root.render(
    <ShellProvider value={shell}>
      <StackPageView shown={shown} />
    </ShellProvider>
  );
  tellSearch(shown, page.onSearch);
  return {
    go: search => shown.go(search),
    dispose: () => {
      root.unmount();
      shown.dispose();
    }
  };
}

function tellSearch(shown: ShownStack, tell: IStackPage['onSearch']): void {
  let { search, wanted } = shown;
  shown.subscribe(() => {
    if (shown.search !== search) {
      const isStep = shown.wanted !== wanted;
      ({ search, wanted } = shown);
      tell?.(search, isStep);
    }
  });
}
