import { Router } from '../../src/web/router';

const VIEWS = new Set(['stacks', 'stack', 'settings']);

const routers: Router[] = [];

function at(address: string): Router {
  routers.splice(0).forEach(router => router.dispose());
  history.replaceState(null, '', address);
  const router = new Router('/user/j%C3%B6rg/', VIEWS);
  routers.push(router);
  return router;
}

function click(markup: string, options: MouseEventInit = {}): boolean {
  document.body.innerHTML = markup;
  const event = new MouseEvent('click', {
    bubbles: true,
    cancelable: true,
    ...options
  });
  // jsdom cannot go anywhere, and says so; what is left to it is no business of the router.
  const stop = (one: Event): void => one.preventDefault();
  let isTaken = false;
  window.addEventListener(
    'click',
    one => {
      isTaken = one.defaultPrevented;
      stop(one);
    },
    { once: true }
  );
  document.querySelector('a')?.dispatchEvent(event);
  return isTaken;
}

const ROOT = '/user/j%C3%B6rg/dstack';

describe('the router', () => {
  it('begins where the page was opened', () => {
    expect(at(`${ROOT}/settings?x=1`).place).toEqual({ view: 'settings' });
    expect(at(ROOT).place).toEqual({ view: 'stacks' });
    const deep = at(`${ROOT}/s/ann/sales/eu?country=FR`);
    expect(deep.place).toEqual({
      view: 'stack',
      user: 'ann',
      name: 'sales/eu'
    });
    expect(deep.search).toBe('?country=FR');
  });

  it('takes links to pages that it shows, and leaves all others alone', () => {
    const router = at(`${ROOT}/`);
    expect(click(`<a href="${ROOT}/s/ann/a?frame=2"><b>a</b></a>`)).toBe(true);
    expect(router.place).toEqual({ view: 'stack', user: 'ann', name: 'a' });
    expect(location.search).toBe('?frame=2');
    for (const other of [
      `<a href="${ROOT}/d/ann/board">a dashboard</a>`,
      `<a href="${ROOT}/users">a page of another shell</a>`,
      `<a href="https://example.org${ROOT}/">another server</a>`,
      `<a href="/elsewhere/dstack/">another base</a>`,
      `<a href="${ROOT}/" target="_blank">another window</a>`,
      `<a href="${ROOT}/" download>a file</a>`,
      `<a href="#main">the same page</a>`
    ]) {
      expect([other, click(other)]).toEqual([other, false]);
    }
    expect(click(`<a href="${ROOT}/">a new tab</a>`, { ctrlKey: true })).toBe(
      false
    );
  });

  it('goes back to what was shown, and notes are no steps', async () => {
    const router = at(`${ROOT}/`);
    router.note('?q=a');
    router.go(`${ROOT}/s/ann/a`);
    router.step('?frame=1');
    router.note('?frame=1&country=FR');
    const back = async (): Promise<void> => {
      const heard = new Promise<void>(resolve => {
        const end = router.subscribe(() => {
          end();
          resolve();
        });
      });
      history.back();
      await heard;
    };
    const { place } = router;
    await back();
    expect([router.place, router.search]).toEqual([place, '']);
    expect(router.place).toBe(place);
    await back();
    expect(router.place).toEqual({ view: 'stacks' });
    expect(router.search).toBe('?q=a');
  });

  it('makes no step to what is shown already', () => {
    const router = at(`${ROOT}/s/ann/a`);
    router.step('?frame=1');
    const { length } = history;
    router.step('?frame=1');
    expect(history.length).toBe(length);
    router.step('?frame=2');
    expect(history.length).toBe(length + 1);
  });

  it('brings one who signs in back to where they were', () => {
    const router = at(`${ROOT}/s/ann/a?country=FR`);
    const links: string[] = [];
    const look = (): number => links.push(router.signIn());
    look();
    router.subscribe(look);
    router.note('?country=ES');
    router.step('?frame=2');
    expect(links).toEqual(
      ['?country=FR', '?country=ES', '?frame=2'].map(
        search =>
          `${ROOT}/sign-in?next=${encodeURIComponent(`${ROOT}/s/ann/a${search}`)}`
      )
    );
  });
});
