import * as React from 'react';

interface ITabs<Name extends string> {
  /** What is chosen among, for screen readers. */
  label: string;
  tabs: readonly (readonly [Name, string])[];
  chosen: Name;
  onChoose: (name: Name) => void;
  /** What the chosen tab shows. */
  children: React.ReactNode;
}

/** Several views in one place; the arrows go from tab to tab. */
export function Tabs<Name extends string>(props: ITabs<Name>): JSX.Element {
  const { tabs, chosen, onChoose } = props;
  const id = React.useId();
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>): void => {
    const at = tabs.findIndex(([name]) => name === chosen);
    const next = placeOf(event.key, at, tabs.length);
    const [name] = tabs[next] ?? [];
    if (name !== undefined) {
      event.preventDefault();
      onChoose(name);
      event.currentTarget.querySelectorAll('button')[next]?.focus();
    }
  };
  return (
    <div className="jp-Dstack-tabs">
      <div role="tablist" aria-label={props.label} onKeyDown={onKeyDown}>
        {tabs.map(([name, label]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
          >
            {label}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${chosen}`}
      >
        {props.children}
      </div>
    </div>
  );
}

/** Where a key leads to; -1 is nowhere. */
function placeOf(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
