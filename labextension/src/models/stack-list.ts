import type { ListedStack } from '../api/api';
import { IPage, IPageQuery, PagedList } from './paged-list';

export type { ListState, Sort, Whose } from './paged-list';

/** The stacks that one may see. */
export class StackList extends PagedList<ListedStack> {
  get stacks(): readonly ListedStack[] {
    return this.items;
  }

  protected override async page(
    query: IPageQuery,
    signal: AbortSignal
  ): Promise<IPage<ListedStack>> {
    const { stacks, next } = await this.api.stacks(query, signal);
    return { items: stacks, next };
  }
}
