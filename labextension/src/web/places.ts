import { encodedPath } from '../api/encoded-path';

/** What an address of the pages shows. */
export type Place =
  | { view: 'stacks' | 'dashboards' | 'settings' | 'users' }
  | { view: 'stack'; user: string; name: string };

export type View = Place['view'];

const NAMES: Record<string, Place> = {
  '': { view: 'stacks' },
  dashboards: { view: 'dashboards' },
  settings: { view: 'settings' },
  users: { view: 'users' }
};

/** What stands at a path below `dstack/`; null where it is another page of the server. */
export function placeOf(path: string): Place | null {
  const known = NAMES[path];
  if (known) {
    return known;
  }
  const [kind, user, ...name] = path.split('/').map(decoded);
  return kind === 's' && user && name[0]
    ? { view: 'stack', user, name: name.join('/') }
    : null;
}

export function isSame(one: Place, other: Place): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The path of a stack below `dstack/`. */
export function stackPath(user: string, name: string): string {
  return encodedPath('s', user, name);
}

/** The path of a dashboard, whose page comes from the server. */
export function dashboardPath(user: string, name: string): string {
  return encodedPath('d', user, name);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
