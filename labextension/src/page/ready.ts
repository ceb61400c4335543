const DRAWN = ['ready', 'empty', 'error'];

/** Mark the page when every card has drawn its first content, or said why it cannot. */
export function whenReady(): void {
  const expected = document.querySelectorAll(
    '.dstack-slot[data-role=card]'
  ).length;
  const check = (): void => {
    const views = document.querySelectorAll<HTMLElement>('[data-dstack-state]');
    const drawn = [...views].filter(view =>
      DRAWN.includes(view.dataset.dstackState ?? '')
    );
    if (drawn.length >= expected) {
      document.removeEventListener('dstack-shown', check);
      document.documentElement.dataset.dstackReady = 'true';
      performance.mark('dstack-ready');
    }
  };
  document.addEventListener('dstack-shown', check);
  check();
}
