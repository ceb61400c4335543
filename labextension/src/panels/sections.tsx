import * as React from 'react';

interface ISection {
  name: string;
  title: string;
  draw: () => React.ReactNode;
}

interface ISections {
  sections: readonly ISection[];
  /** The name of the section that is open at first. */
  first: string;
}

/** Parts of a narrow panel, one below the other, that open and close; what is in one is drawn when it is first opened. */
export function Sections({ sections, first }: ISections): JSX.Element {
  const [open, setOpen] = React.useState<ReadonlySet<string>>(new Set([first]));
  const [drawn, setDrawn] = React.useState(open);
  const id = React.useId();
  const toggle = (name: string): void => {
    setOpen(new Set(open.has(name) ? without(open, name) : [...open, name]));
    setDrawn(new Set([...drawn, name]));
  };
  return (
    <div className="jp-Dstack-sections">
      {sections.map(({ name, title, draw }) => (
        <section
          key={name}
          className={open.has(name) ? 'jp-mod-open' : undefined}
        >
          <h2>
            <button
              type="button"
              aria-expanded={open.has(name)}
              aria-controls={`${id}-${name}`}
              onClick={() => toggle(name)}
            >
              <span aria-hidden="true" />
              {title}
            </button>
          </h2>
          <div id={`${id}-${name}`} hidden={!open.has(name)}>
            {drawn.has(name) ? draw() : null}
          </div>
        </section>
      ))}
    </div>
  );
}

function without(names: ReadonlySet<string>, name: string): string[] {
  return [...names].filter(one => one !== name);
}
