/**
 * Let one who has gone to another page be at its heading, which a screen reader then says.
 *
 * Where the heading comes later, with what is loaded, it has the focus unless that has gone elsewhere meanwhile.
 * Returns what ends the waiting.
 */
export function focusHeading(main: HTMLElement): () => void {
  main.focus();
  const look = (): boolean => {
    const heading = main.querySelector('h1');
    if (heading && document.activeElement === main) {
      heading.tabIndex = -1;
      heading.focus();
    }
    return heading !== null;
  };
  if (look()) {
    return () => undefined;
  }
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(main, { childList: true, subtree: true });
  return () => observer.disconnect();
}
