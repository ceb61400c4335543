import type { INarrowing, Sort, Whose } from '../models/paged-list';

const WHOSE: readonly Whose[] = ['all', 'mine', 'shared', 'public'];
const SORTS: readonly Sort[] = ['time', 'name'];

/** What the query of an address narrows a list to; what it does not know is as if it were not there. */
export function narrowedBy(search: string): INarrowing {
  const query = new URLSearchParams(search);
  return {
    text: query.get('q') ?? '',
    whose: WHOSE.find(each => each === query.get('whose')) ?? 'all',
    sort: SORTS.find(each => each === query.get('sort')) ?? 'time'
  };
}

/** The query that narrows a list so; what goes without saying is left out. */
export function searchFor({ text, whose, sort }: INarrowing): string {
  const query = new URLSearchParams();
  if (text.trim()) {
    query.set('q', text.trim());
  }
  if (whose !== 'all') {
    query.set('whose', whose);
  }
  if (sort !== 'time') {
    query.set('sort', sort);
  }
  const words = query.toString();
  return words && `?${words}`;
}
