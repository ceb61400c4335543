import * as React from 'react';

/** Drawn for this product on a grid of 16; they take the colour of the text around them. */
const PATHS: Record<string, string> = {
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 3.5v9',
  figure: 'M2.5 2.5v11h11M5 10.5l2.5-3 2 1.5 3.5-4.5',
  image: 'M2.5 3.5h11v9h-11zM4 11l3-3.5 2 2 1.5-1.5 2 2.5M10.5 6.2v.1',
  text: 'M3.5 4h9M3.5 7h9M3.5 10h9M3.5 13h5',
  json: 'M6 2.5c-2 0-1 3-1.5 4.2C4.2 7.6 3.5 8 3 8c.5 0 1.2.4 1.5 1.3C5 10.5 4 13.5 6 13.5M10 2.5c2 0 1 3 1.5 4.2.3.9 1 1.3 1.5 1.3-.5 0-1.2.4-1.5 1.3-.5 1.2.5 4.2-1.5 4.2',
  notebook: 'M4 2.5h9v11H4zM4 5H2.5M4 8H2.5M4 11H2.5M7 5.5h3.5',
  model: 'M8 2.5l5 2.8v5.4l-5 2.8-5-2.8V5.3zM3 5.3l5 2.8 5-2.8M8 8.1v5.4',
  array:
    'M5.5 2.5h-2v11h2M10.5 2.5h2v11h-2M6.5 6h.1M9.5 6h.1M6.5 10h.1M9.5 10h.1',
  audio: 'M3 6.5v3h2.5L9 12.5v-9L5.5 6.5zM11 6a3 3 0 010 4',
  video: 'M2.5 4.5h7.5v7H2.5zM10 7l3.5-2v6L10 9z',
  dashboard: 'M2.5 3h11v10h-11zM2.5 6h11M8 6v7M8 9.5h5.5',
  folder: 'M2.5 4h4l1.5 1.5h5.5v7h-11z',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  lock: 'M4.5 7.5h7v6h-7zM6 7.5V5.5a2 2 0 014 0v2',
  team: 'M6 8a2 2 0 100-4 2 2 0 000 4zM2.5 12.5c0-2 1.5-3.2 3.5-3.2s3.5 1.2 3.5 3.2M10.5 8a1.7 1.7 0 100-3.4M11 9.4c1.6.2 2.5 1.3 2.5 3.1',
  globe:
    'M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM2.5 8h11M8 2.5c3.3 3.6 3.3 7.4 0 11-3.3-3.6-3.3-7.4 0-11'
};

/** A small picture; without a label it says nothing that the text beside it does not say. */
export function Icon(props: { name: string; label?: string }): JSX.Element {
  const { name, label } = props;
  return (
    <svg
      className="jp-Dstack-icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.2"
      strokeLinecap="round"
      strokeLinejoin="round"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {label ? <title>{label}</title> : null}
      <path d={PATHS[name] ?? PATHS.file} />
    </svg>
  );
}
