import { addressOf, IPath, Kind, searchOf } from './addresses';
import type { AccessLevel, Api } from './api';
import type { components } from './v1';

export type Permitted = components['schemas']['Permitted'];
export type Permission = Permitted['permission'];
type Permissions = components['schemas']['Permissions'];

/** How many names a page of a list has at most. */
const MOST = 1000;

/** What is shared: a stack, or a dashboard. */
export interface IShared extends IPath {
  kind: Kind;
}

/** Whom the owner permitted something. */
export async function permittedTo(
  api: Api,
  shared: IShared,
  signal?: AbortSignal
): Promise<Permitted[]> {
  const address = `${addressOf(shared, shared.kind)}/permissions`;
  const permitted: Permitted[] = [];
  let next: string | null = '';
  while (next !== null) {
    const search = searchOf({ limit: MOST, after: next });
    const page: Permissions = await api.get(address + search, { signal });
    permitted.push(...page.permitted);
    next = page.next;
  }
  return permitted;
}

/** Give a user a permission in place of the one they had, or take it away; whom it is given to then. */
export async function permit(
  api: Api,
  shared: IShared,
  user: string,
  permission: Permission | null
): Promise<readonly Permitted[]> {
  const place = `${addressOf(shared, shared.kind)}/permissions`;
  const address = `${place}/${encodeURIComponent(user)}`;
  const { permitted } = permission
    ? await api.tell<Permissions>('PUT', address, { permission })
    : await api.get<Permissions>(address, { method: 'DELETE' });
  return permitted;
}

/** Say who sees it without a permission. */
export async function openTo(
  api: Api,
  shared: IShared,
  access_level: AccessLevel
): Promise<void> {
  await api.tell('PATCH', addressOf(shared, shared.kind), { access_level });
}
