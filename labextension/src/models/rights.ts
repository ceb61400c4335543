import type { IPath } from '../api/addresses';
import type { Me } from '../api/api';

/** What is done to a stack or a dashboard that is there. */
export type Action = 'change' | 'restore' | 'delete' | 'share';

export type Scope = Me['scope'];

/** In the order in which each holds those before it. */
export const SCOPES: readonly Scope[] = ['read', 'push', 'admin'];

/** The scope that a token needs for it. */
const NEEDS: Record<Action, Scope> = {
  change: 'push',
  restore: 'push',
  delete: 'admin',
  share: 'admin'
};

/** Whether the asker may do something to a stack or dashboard; while nobody knows who asks, they may not. */
export function may(me: Me | null, action: Action, path: IPath): boolean {
  const { user, name } = path;
  return (
    isOwn(me, path) &&
    isGoodFor(me, NEEDS[action]) &&
    [null, `${user}/${name}`].includes(me.only)
  );
}

/** Whether it is the asker's own, who with a lesser token may not do all to it. */
export function isOwn(me: Me | null, { user }: IPath): me is Me {
  return me?.user === user;
}

/** Whether the asker may make dashboards. */
export function mayMakeDashboards(me: Me | null): boolean {
  return isForAll(me) && me.user !== '' && isGoodFor(me, 'push');
}

/** Whether the asker administers the users. */
export function administers(me: Me | null): boolean {
  const isKeeper = me?.is_admin || me?.owns_store;
  return !!isKeeper && isForAll(me) && isGoodFor(me, 'admin');
}

/** Whether it is known that the asker has not signed in. */
export function isGuest(me: Me | null): boolean {
  return me?.user === '';
}

function isForAll(me: Me | null): me is Me {
  return me !== null && me.only === null;
}

function isGoodFor({ scope }: Me, needed: Scope): boolean {
  return SCOPES.indexOf(scope) >= SCOPES.indexOf(needed);
}
