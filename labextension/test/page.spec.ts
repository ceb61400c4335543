import { whenReady } from '../src/page/ready';

function card(state: string): HTMLElement {
  const view = document.createElement('div');
  view.dataset.dstackState = state;
  return view;
}

describe('a page', () => {
  it('is ready when every card has drawn, or said why it cannot', () => {
    document.body.innerHTML =
      '<div class="dstack-slot" data-role="card"></div>'.repeat(2);
    const [first, second] = document.querySelectorAll('.dstack-slot');
    whenReady();

    first?.append(card('ready'));
    first?.dispatchEvent(new CustomEvent('dstack-shown', { bubbles: true }));
    expect(document.documentElement.dataset.dstackReady).toBeUndefined();

    second?.append(card('error'));
    second?.dispatchEvent(new CustomEvent('dstack-shown', { bubbles: true }));
    expect(document.documentElement.dataset.dstackReady).toBe('true');
    expect(performance.getEntriesByName('dstack-ready')).toHaveLength(1);
  });
});
