import { addressOf, IPath, searchOf } from './addresses';
import type { Api, IStackQuery } from './api';
import type { components } from './v1';

type Schemas = components['schemas'];
export type Dashboard = Schemas['Dashboard'];
type DashboardPage = Schemas['DashboardPage'];
type DashboardSpec = Schemas['DashboardSpec'];

/** What a dashboard shows; what is left out is as it usually is. */
export interface INewSpec extends Partial<Omit<DashboardSpec, 'cards'>> {
  title: string;
  cards: readonly { stack: string }[];
}

/** A page of the list of dashboards. */
export function dashboardsOf(
  api: Api,
  query: IStackQuery,
  signal: AbortSignal
): Promise<DashboardPage> {
  return api.get(`dashboards${searchOf(query)}`, { signal });
}

/** One dashboard, as it is now. */
export function dashboardAt(api: Api, path: IPath): Promise<Dashboard> {
  return api.get(addressOf(path, 'dashboards'), {});
}

/** Make a dashboard of one's own, named by its title. */
export function makeDashboard(api: Api, spec: INewSpec): Promise<Dashboard> {
  return api.tell('POST', 'dashboards', { spec });
}

/** Store another spec of a dashboard, unless somebody changed it since. */
export function changeDashboard(
  api: Api,
  old: Dashboard,
  spec: INewSpec
): Promise<Dashboard> {
  const { revision } = old;
  return api.tell('PUT', addressOf(old, 'dashboards'), { spec, revision });
}

/** Delete a dashboard, unless somebody changed it since. */
export async function deleteDashboard(api: Api, old: Dashboard): Promise<void> {
  const search = searchOf({ revision: old.revision });
  const address = `${addressOf(old, 'dashboards')}${search}`;
  await api.ask(address, { method: 'DELETE' });
}

/** Bring back what was deleted. */
export function restoreDashboard(api: Api, gone: IPath): Promise<Dashboard> {
  return api.tell('POST', `${addressOf(gone, 'dashboards')}/restore`, {});
}

/** The notebook that is generated from a dashboard, as the text of a file. */
export async function notebookOf(api: Api, path: IPath): Promise<string> {
  return (await api.ask(notebookAddress(path), {})).text();
}

/** Where a browser downloads it. */
export function notebookUrl(api: Api, path: IPath): string {
  return api.url(notebookAddress(path));
}

function notebookAddress(path: IPath): string {
  return `${addressOf(path, 'dashboards')}/notebook`;
}
