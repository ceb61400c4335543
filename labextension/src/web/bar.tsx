import * as React from 'react';
import { administers, isGuest } from '../models/rights';
import { useShell } from '../panels/shell';
import { useWeb } from './context';
import type { View } from './places';
import { Proof } from './proof';

/** What stands above all pages: where one can go, and who one is. */
export function Bar({ view }: { view: View }): JSX.Element {
  const { trans } = useShell();
  const { router, me, hasUsers } = useWeb();
  const pages: [View, string, string, boolean][] = [
    ['stacks', '', trans.__('Stacks'), true],
    ['dashboards', 'dashboards', trans.__('Dashboards'), true],
    ['settings', 'settings', trans.__('Settings'), !isGuest(me)],
    ['users', 'users', trans.__('Users'), hasUsers && administers(me)]
  ];
  return (
    <header className="jp-DstackWeb-bar">
      <a
        className="jp-DstackWeb-brand"
        href={router.address('')}
        translate="no"
      >
        <Sheets />
        dstack
      </a>
      <nav aria-label={trans.__('Pages')}>
        <ul>
          {pages
            .filter(([, , , isThere]) => isThere)
            .map(([name, path, words]) => (
              <li key={name}>
                <a
                  href={router.address(path)}
                  aria-current={isAt(name, view) ? 'page' : undefined}
                >
                  {words}
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <Who />
    </header>
  );
}

/** Whether a page belongs to an entry: a stack to the stacks. */
function isAt(name: View, view: View): boolean {
  return name === view || (name === 'stacks' && view === 'stack');
}

function Who(): JSX.Element | null {
  const { trans, signInUrl } = useShell();
  const { router, me, hasUsers } = useWeb();
  if (!hasUsers) {
    return null;
  }
  if (isGuest(me)) {
    return (
      <div className="jp-DstackWeb-who">
        <span>{trans.__('What is public')}</span>
        <a href={signInUrl?.()}>{trans.__('Sign in')}</a>
      </div>
    );
  }
  return (
    <div className="jp-DstackWeb-who">
      <span className="jp-DstackWeb-user">{me.user}</span>
      <form method="post" action={router.address('sign-out')}>
        <Proof />
        <button className="jp-Dstack-button jp-mod-link">
          {trans.__('Sign out')}
        </button>
      </form>
    </div>
  );
}

/** Three sheets, one above the other. */
function Sheets(): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <g fill="currentColor">
        <path d="M12 2 2 7.500l10 5.500 10-5.500z" />
        <path d="M4.600 10.900 2 12.300l10 5.500 10-5.500-2.600-1.400L12 15z" />
        <path d="M4.600 15.600 2 17l10 5.500L22 17l-2.600-1.400L12 19.700z" />
      </g>
    </svg>
  );
}
