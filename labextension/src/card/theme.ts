const listeners = new Set<() => void>();

/** Call `listener` when the page turns dark or light, by itself or with the system. */
export function onTheme(listener: () => void, signal: AbortSignal): void {
  if (listeners.size === 0) {
    start();
  }
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener));
}

let isStarted = false;

function start(): void {
  if (isStarted) {
    return;
  }
  isStarted = true;
  const tell = (): void => {
    // The variables of a theme are in force one frame after its name is.
    requestAnimationFrame(() => listeners.forEach(listener => listener()));
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);
  new MutationObserver(tell).observe(document.body, {
    attributeFilter: ['class', 'data-jp-theme-name', 'data-jp-theme-light']
  });
}
