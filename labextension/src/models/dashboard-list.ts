import * as api from '../api/dashboards';
import type { Dashboard } from '../api/dashboards';
import { IPage, IPageQuery, PagedList } from './paged-list';

/** The dashboards that one may see, and what their owner does with them. */
export class DashboardList extends PagedList<Dashboard> {
  /** What was deleted last, which can be brought back. */
  gone: Dashboard | null = null;

  /** A dashboard as it is in the store now, which may be later than it was looked at; as it was where it is gone. */
  async latest(dashboard: Dashboard): Promise<Dashboard> {
    try {
      return await api.dashboardAt(this.api, dashboard);
    } catch {
      return dashboard;
    }
  }

  /** Give a dashboard another title; throws where somebody changed it meanwhile, and lists it anew. */
  async rename(dashboard: Dashboard, title: string): Promise<void> {
    const spec = { ...dashboard.spec, title: title.trim() };
    await this.act(() => api.changeDashboard(this.api, dashboard, spec));
  }

  /** Delete a dashboard; throws where somebody changed it meanwhile, and lists it anew. */
  async remove(dashboard: Dashboard): Promise<void> {
    await this.act(() => api.deleteDashboard(this.api, dashboard));
    this.gone = dashboard;
    this.changed();
  }

  /** Bring back what was deleted last. */
  async restore(): Promise<void> {
    const { gone } = this;
    if (gone) {
      await this.act(() => api.restoreDashboard(this.api, gone));
      this.forget();
    }
  }

  /** What was deleted last need not be brought back. */
  forget(): void {
    this.gone = null;
    this.changed();
  }

  protected override async page(
    query: IPageQuery,
    signal: AbortSignal
  ): Promise<IPage<Dashboard>> {
    const { dashboards, next } = await api.dashboardsOf(
      this.api,
      query,
      signal
    );
    return { items: dashboards, next };
  }

  private async act(change: () => Promise<unknown>): Promise<void> {
    try {
      await change();
    } finally {
      await this.load();
    }
  }
}
