import * as React from 'react';

/** Which row is chosen: its place, and its key as long as it is held. */
interface IChosen {
  place: number;
  key: string | null;
}

interface IChosenRow {
  /** The place of the chosen row. */
  at: number;
  choose: (place: number) => void;
  /** Stay with what is chosen, wherever it goes. */
  hold: () => void;
}

const FIRST: IChosen = { place: 0, key: null };

/**
 * The row that keys act on.
 *
 * It is the first one until somebody chooses or holds one. That goes where its item goes; when the item is gone, what
 * has its place is chosen. Where something else is asked for, it is the first one again.
 */
export function useChosenRow<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  asked: string
): IChosenRow {
  const [chosen, setChosen] = React.useState(FIRST);
  const [answered, setAnswered] = React.useState(asked);
  const at = placeOf(chosen, items, keyOf);
  const choose = (place: number): void => {
    const item = items[place];
    setChosen({ place, key: item === undefined ? null : keyOf(item) });
  };
  const item = items[at];
  if (asked !== answered) {
    setAnswered(asked);
    setChosen(FIRST);
  } else if (chosen.key !== null && item !== undefined) {
    const key = keyOf(item);
    if (at !== chosen.place || key !== chosen.key) {
      setChosen({ place: at, key });
    }
  }
  return { at, choose, hold: () => choose(at) };
}

function placeOf<Item>(
  { place, key }: IChosen,
  items: readonly Item[],
  keyOf: (item: Item) => string
): number {
  const last = Math.min(place, items.length - 1);
  const item = items[last];
  const isThere = key === null || (item !== undefined && keyOf(item) === key);
  const found = isThere ? last : items.findIndex(one => keyOf(one) === key);
  return found < 0 ? last : found;
}
