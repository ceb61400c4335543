import * as React from 'react';

/** Where the focus goes when what had it is gone; it is no stop of the Tab key. */
const KEPT = 'jp-Dstack-kept';

/**
 * Keep the focus in a part of a page when what has it goes away, as a button does that is done with.
 *
 * What was around it gets the focus, so that the keyboard and a screen reader go on from there.
 */
export function useKeptFocus(box: React.RefObject<HTMLElement>): void {
  React.useEffect(() => {
    const top = box.current;
    return top ? keepFocus(top) : undefined;
  }, [box]);
}

/** The same without React; returns what ends it. */
export function keepFocus(top: HTMLElement): () => void {
  let path: HTMLElement[] = [];
  const note = ({ target }: FocusEvent): void => {
    path = pathTo(target as HTMLElement, top);
  };
  // One who leaves by a click beside everything does not want it back.
  const leave = (): unknown =>
    setTimeout(() => {
      if (path[0]?.isConnected && hasNoFocus()) {
        path = [];
      }
    });
  const observer = new MutationObserver(() => {
    const around = path.find(one => one.isConnected);
    if (around && around !== path[0] && hasNoFocus()) {
      hold(around);
    }
  });
  top.addEventListener('focusin', note);
  top.addEventListener('focusout', leave);
  observer.observe(top, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    top.removeEventListener('focusin', note);
    top.removeEventListener('focusout', leave);
  };
}

/** An element and all around it, up to one that stays. */
function pathTo(element: HTMLElement, top: HTMLElement): HTMLElement[] {
  const path = [element];
  for (let at = element; at !== top && at.parentElement;) {
    at = at.parentElement;
    path.push(at);
  }
  return path;
}

function hasNoFocus(): boolean {
  return document.activeElement === document.body;
}

function hold(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex')) {
    element.tabIndex = -1;
    element.classList.add(KEPT);
  }
  element.focus({ preventScroll: true });
}
