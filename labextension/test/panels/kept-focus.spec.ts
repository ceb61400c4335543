import { keepFocus } from '../../src/panels/use-kept-focus';

function page(): HTMLElement {
  document.body.innerHTML = `
    <main>
      <section><p><button id="gone">Done</button></p><a href="#">Stay</a></section>
      <button id="other">Other</button>
    </main>`;
  return document.querySelector('main') as HTMLElement;
}

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

/** Until those who watch the page have been told. */
const soon = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('the focus of what goes away', () => {
  it('is kept by what was around it', async () => {
    keepFocus(page());
    byId('gone').focus();
    document.querySelector('p')?.remove();
    await soon();
    expect(document.activeElement?.tagName).toBe('SECTION');
    document.querySelector('section')?.remove();
    await soon();
    expect(document.activeElement?.tagName).toBe('MAIN');
  });

  it('is not taken from where it is meanwhile', async () => {
    keepFocus(page());
    byId('gone').focus();
    document.querySelector('p')?.remove();
    byId('other').focus();
    await soon();
    expect(document.activeElement?.id).toBe('other');
  });

  it('is not wanted back by one who left before', async () => {
    keepFocus(page());
    byId('gone').focus();
    byId('gone').blur();
    await soon();
    document.querySelector('p')?.remove();
    await soon();
    expect(document.activeElement).toBe(document.body);
  });

  it('is let go once nobody keeps it', async () => {
    keepFocus(page())();
    byId('gone').focus();
    document.querySelector('p')?.remove();
    await soon();
    expect(document.activeElement).toBe(document.body);
  });
});
