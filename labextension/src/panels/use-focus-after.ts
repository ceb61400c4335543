import * as React from 'react';

interface IFocusAfter {
  /** The row at this place is being taken off: the focus goes to the one that takes its place. */
  removed: (at: number) => void;
  /** A row is being added at the end, which gets the focus. */
  added: () => void;
}

/**
 * Keep the focus in a list while rows are taken off it and added.
 *
 * `rows` finds what has the focus in each row, `elsewhere` what gets it when none is left.
 */
export function useFocusAfter(
  box: React.RefObject<HTMLElement>,
  rows: string,
  elsewhere: string
): IFocusAfter {
  const place = React.useRef<number | null>(null);
  React.useEffect(() => {
    if (place.current !== null && box.current) {
      const at = place.current;
      place.current = null;
      const all = [...box.current.querySelectorAll<HTMLElement>(rows)];
      const last = all.at(-1) ?? box.current.querySelector(elsewhere);
      ((all[at] ?? last) as HTMLElement | null)?.focus();
    }
  });
  return {
    removed: at => void (place.current = at),
    added: () => void (place.current = Infinity)
  };
}
