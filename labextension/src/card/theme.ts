const listeners = new Set<() => void>();

let isStarted = false;

/** Call `listener` when the page turns dark or light: by itself, with the system, or for paper. */
export function onTheme(listener: () => void, signal: AbortSignal): void {
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener));
  if (!isStarted) {
    isStarted = true;
    start();
  }
}

function start(): void {
  const tell = (): void => listeners.forEach(listener => listener());
  // The variables of a theme are in force one frame after its name is.
  const tellSoon = (): void => void requestAnimationFrame(tell);
  matchMedia('print').addEventListener('change', tell);
  matchMedia('(prefers-color-scheme: dark)').addEventListener(
    'change',
    tellSoon
  );
  new MutationObserver(tellSoon).observe(document.body, {
    attributeFilter: ['class', 'data-jp-theme-name', 'data-jp-theme-light']
  });
}
