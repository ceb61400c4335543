import * as React from 'react';
import type { PagedList, Sort, Whose } from '../models/paged-list';
import { useShell } from './shell';

interface ITools {
  list: PagedList<unknown>;
}

/** Where one types what a list is searched for; the arrow down goes on to its rows. */
export function Search(
  props: ITools & {
    label: string;
    hint?: string;
    box: React.RefObject<HTMLElement>;
  }
): JSX.Element {
  const { list, box } = props;
  const { trans } = useShell();
  return (
    <input
      type="search"
      className="jp-Dstack-search"
      placeholder={trans.__('Search')}
      aria-label={props.label}
      title={props.hint}
      value={list.text}
      onChange={event => list.search(event.target.value)}
      onKeyDown={event => {
        if (event.key === 'ArrowDown') {
          event.preventDefault();
          box.current?.focus();
        }
      }}
    />
  );
}

/** Whose things a list has. */
export function WhoseChoice(props: ITools & { label: string }): JSX.Element {
  const { list } = props;
  const { trans } = useShell();
  return (
    <select
      aria-label={props.label}
      value={list.whose}
      onChange={event => list.show(event.target.value as Whose)}
    >
      <option value="all">{trans.__('All')}</option>
      <option value="mine">{trans.__('Mine')}</option>
      <option value="shared">{trans.__('Shared with me')}</option>
    </select>
  );
}

/** In which order they stand. */
export function OrderChoice({ list }: ITools): JSX.Element {
  const { trans } = useShell();
  return (
    <select
      aria-label={trans.__('Order')}
      value={list.sort}
      onChange={event => list.order(event.target.value as Sort)}
    >
      <option value="time">{trans.__('Latest first')}</option>
      <option value="name">{trans.__('By name')}</option>
    </select>
  );
}
