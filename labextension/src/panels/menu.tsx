import * as React from 'react';

export interface IMenuItem {
  label: string;
  /** The key that does the same without the menu. */
  key?: string;
  act: () => void;
}

interface IMenu {
  label: string;
  items: readonly IMenuItem[];
  /** Where on the screen it opens. */
  at: { x: number; y: number };
  onClose: () => void;
}

/** A menu over everything else; one goes through it by the arrows, and leaves it by Escape or a click elsewhere. */
export function Menu(props: IMenu): JSX.Element {
  const { items, at, onClose } = props;
  const box = React.useRef<HTMLDivElement>(null);
  React.useLayoutEffect(() => {
    const menu = box.current;
    if (!menu) {
      return;
    }
    const opener = document.activeElement;
    // The browser closes it when something else is clicked.
    menu.popover = 'auto';
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(0, Math.min(at.x, innerWidth - width))}px`;
    menu.style.top = `${Math.max(0, Math.min(at.y, innerHeight - height))}px`;
    menu.querySelector('button')?.focus();
    const onToggle = (event: Event): void => {
      if ((event as ToggleEvent).newState === 'closed') {
        onClose();
      }
    };
    menu.addEventListener('toggle', onToggle);
    return () => {
      menu.removeEventListener('toggle', onToggle);
      if (menu.contains(document.activeElement)) {
        (opener as HTMLElement | null)?.focus();
      }
    };
  }, []);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const buttons = [...(box.current?.querySelectorAll('button') ?? [])];
    const now = buttons.findIndex(one => one === document.activeElement);
    const next = placeAfter(event.key, now, buttons.length);
    if (next !== undefined) {
      buttons[next]?.focus();
      event.preventDefault();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose();
    }
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      className="jp-Dstack-menu"
      role="menu"
      aria-label={props.label}
      onKeyDown={onKeyDown}
    >
      {items.map(({ label, key, act }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          aria-keyshortcuts={key}
          onClick={() => {
            onClose();
            act();
          }}
        >
          <span>{label}</span>
          {key ? <small aria-hidden="true">{key}</small> : null}
        </button>
      ))}
    </div>
  );
}

/** Where a key leads to among so many; after the last comes the first. */
function placeAfter(
  key: string,
  now: number,
  count: number
): number | undefined {
  const places: Record<string, number> = {
    ArrowDown: (now + 1) % count,
    ArrowUp: (now + count - 1) % count,
    Home: 0,
    End: count - 1
  };
  return places[key];
}
