import { focusHeading } from '../../src/web/focus';

function page(markup = ''): HTMLElement {
  document.body.innerHTML = `<input><main tabindex="-1">${markup}</main>`;
  return document.querySelector('main') as HTMLElement;
}

/** Until those who watch the page have been told. */
const soon = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('one who goes to another page', () => {
  it('is at its heading', () => {
    focusHeading(page('<h1>Stacks</h1>'));
    expect(document.activeElement?.textContent).toBe('Stacks');
  });

  it('is at it when it comes, and nowhere else until then', async () => {
    const main = page();
    focusHeading(main);
    expect(document.activeElement).toBe(main);
    main.innerHTML = '<div><h1>gdp</h1></div>';
    await soon();
    expect(document.activeElement?.textContent).toBe('gdp');
  });

  it('stays where they went meanwhile', async () => {
    const main = page();
    focusHeading(main);
    document.querySelector('input')?.focus();
    main.innerHTML = '<h1>gdp</h1>';
    await soon();
    expect(document.activeElement?.tagName).toBe('INPUT');
  });

  it('is not taken to the heading of a page that was left', async () => {
    const main = page();
    focusHeading(main)();
    main.innerHTML = '<h1>gdp</h1>';
    await soon();
    expect(document.activeElement).toBe(main);
  });
});
