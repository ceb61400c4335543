import { Observable } from '../models/observable';
import { Place, isSame, placeOf } from './places';

/** Which page is shown: what stands in the address bar, in words of the pages. */
export class Router extends Observable {
  place: Place;
  search: string;
  /** Whether nobody went anywhere yet. */
  isFirst = true;

  private readonly root: string;
  private readonly ending = new AbortController();

  /** `views` are those that this shell draws; any other page comes from the server. */
  constructor(
    baseUrl: string,
    private readonly views: ReadonlySet<string>
  ) {
    super();
    this.root = `${baseUrl}dstack/`;
    this.place = this.placeAt(location.pathname) ?? { view: 'stacks' };
    this.search = location.search;
    const { signal } = this.ending;
    window.addEventListener('popstate', () => this.arrive(), { signal });
    document.addEventListener('click', event => this.follow(event), { signal });
  }

  /** The address of a path below `dstack/`. */
  address(path: string): string {
    return this.root + path;
  }

  /** Where one signs in, and comes back to what is shown now. */
  signIn(): string {
    const here = encodeURIComponent(location.pathname + location.search);
    return `${this.address('sign-in')}?next=${here}`;
  }

  /** Go to an address, in this page where it can show it. */
  go(address: string): void {
    const { origin, pathname, search } = new URL(address, location.href);
    if (origin === location.origin && this.placeAt(pathname)) {
      history.pushState(null, '', pathname + search);
      this.arrive();
    } else {
      location.assign(address);
    }
  }

  /** Say in the address what is shown now, without a step that one could go back. */
  note(search: string): void {
    this.say(search, 'replaceState');
  }

  /** Say in the address what is shown now, so that one can go back to what was shown before. */
  step(search: string): void {
    this.say(search, 'pushState');
  }

  /** Leave the browser to itself. */
  dispose(): void {
    this.ending.abort();
  }

  private say(search: string, how: 'pushState' | 'replaceState'): void {
    if (search !== this.search) {
      this.search = search;
      history[how](null, '', location.pathname + search);
      this.changed();
    }
  }

  private arrive(): void {
    const place = this.placeAt(location.pathname);
    if (place === null) {
      location.reload();
      return;
    }
    this.isFirst &&= isSame(place, this.place);
    // The same place is the same object, so that views know it again.
    this.place = isSame(place, this.place) ? this.place : place;
    this.search = location.search;
    this.changed();
  }

  private placeAt(pathname: string): Place | null {
    // Without the slash at its end it is the same page.
    const path = `${pathname}/`.startsWith(this.root)
      ? pathname.slice(this.root.length)
      : null;
    const place = path === null ? null : placeOf(path);
    return place && this.views.has(place.view) ? place : null;
  }

  /** A link to a page that this one can show needs no new page. */
  private follow(event: MouseEvent): void {
    const link = event.target instanceof Element && event.target.closest('a');
    const isPlain =
      event.button === 0 &&
      !event.defaultPrevented &&
      !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || link.target || link.hasAttribute('download')) {
      return;
    }
    const { origin, pathname, hash } = new URL(link.href, location.href);
    if (origin === location.origin && !hash && this.placeAt(pathname)) {
      event.preventDefault();
      this.go(link.href);
    }
  }
}
