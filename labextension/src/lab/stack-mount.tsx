import * as React from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/lab.css';
import { LostProfile } from '../panels/lost-profile';
import { ShellProvider } from '../panels/shell';
import { IMountedStackPage, mountStackPage } from '../panels/stack/mount';
import type { StackPage } from './stack-page';
import type { IOpening, IStores } from './tokens';

/** Draw the page of a stack in the store of its profile, or that there is no such profile; nothing once it is closed. */
export async function mountPage(
  page: StackPage,
  opening: IOpening
): Promise<IMountedStackPage | null> {
  const stores = await opening.open();
  const { profiles, shellOf } = stores;
  const { profile, user, name } = page;
  if (profile) {
    await profiles.known();
  }
  if (page.isDisposed) {
    return null;
  }
  page.node.replaceChildren();
  return profiles.isLost(profile)
    ? mountLost(page, stores)
    : mountStackPage(page.node, shellOf(profile), {
        user,
        name,
        search: page.search,
        onSearch: now => {
          page.search = now;
          page.searchChanged.emit(now);
        }
      });
}

function mountLost(
  page: StackPage,
  { profiles, shellOf }: IStores
): IMountedStackPage {
  const { profile, user, name } = page;
  const root = createRoot(page.node);
  const openIn = (other: string): void => {
    page.dispose();
    shellOf(other).openStack(user, name, page.search);
  };
  const end = profiles.subscribe(() => {
    if (!profiles.isLost(profile)) {
      openIn(profile);
    }
  });
  root.render(
    <ShellProvider value={shellOf('')}>
      <section className="jp-Dstack-page" aria-label={name}>
        <LostProfile name={profile} profiles={profiles} onChoose={openIn} />
      </section>
    </ShellProvider>
  );
  return {
    go: () => undefined,
    dispose: () => {
      end();
      root.unmount();
    }
  };
}
