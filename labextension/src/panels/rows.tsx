import * as React from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { PagedList } from '../models/paged-list';
import { useChosenRow } from './chosen-row';

const ROW = 44;

/** How many rows before the end of what is loaded the next page is asked for. */
const AHEAD = 30;

/** Where a row stands, for the element that is drawn for it. */
export interface IPlacedRow {
  id: string;
  isChosen: boolean;
  /** Its number in the list, from 1. */
  place: number;
  top: number;
  height: number;
  onOpen: () => void;
}

interface IRows<Item> {
  list: PagedList<Item>;
  box: React.RefObject<HTMLDivElement>;
  label: string;
  /** What an item is told apart by. */
  keyOf: (item: Item) => string;
  draw: (item: Item, row: IPlacedRow) => JSX.Element;
  open: (item: Item) => void;
  /** A key was pressed on the chosen item, and moves nothing; returns whether it meant something. */
  onKey?: (event: React.KeyboardEvent, item: Item) => boolean;
  /** The keys that mean something then, for those who hear them. */
  keys?: string;
  /** Whether several may be selected, of which `draw` says so. */
  isMultiple?: boolean;
  /** Another item is the one that keys act on. */
  onAt?: (item: Item | undefined) => void;
}

/** The rows of a list, of which only those in sight are drawn; one goes through them by keyboard. */
export function Rows<Item>(props: IRows<Item>): JSX.Element {
  const { list, box, keyOf } = props;
  const { items } = list;
  const { at, choose, hold } = useChosenRow(items, keyOf, list.asked);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  // After each change: the page that was on its way may have been given up for a new list.
  React.useEffect(() => {
    if (last + AHEAD >= items.length) {
      void list.more();
    }
  });
  const item = items[at];
  const { onAt } = props;
  React.useEffect(() => onAt?.(item), [item && keyOf(item)]);
  const idOf = (one: Item): string => `jp-Dstack-row-${keyOf(one)}`;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const page = Math.floor((box.current?.clientHeight ?? ROW) / ROW) || 1;
    const step = stepOf(event.key, page);
    if (step !== undefined) {
      const place = Math.max(0, Math.min(items.length - 1, at + step));
      choose(place);
      rows.scrollToIndex(place);
    } else if (item && event.key === 'Enter') {
      props.open(item);
    } else if (!item || !props.onKey?.(event, item)) {
      return;
    }
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      className="jp-Dstack-rows"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable={props.isMultiple}
      aria-keyshortcuts={props.keys}
      aria-activedescendant={item && idOf(item)}
      onFocus={hold}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {shown.map(({ index, start }) => {
          const one = items[index];
          return one ? (
            <React.Fragment key={keyOf(one)}>
              {props.draw(one, {
                id: idOf(one),
                isChosen: index === at,
                place: index + 1,
                top: start,
                height: ROW,
                onOpen: () => {
                  choose(index);
                  props.open(one);
                }
              })}
            </React.Fragment>
          ) : null;
        })}
      </div>
    </div>
  );
}

/** By how many rows a key moves. */
function stepOf(key: string, page: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity
  };
  return steps[key];
}
