/** The colours and the type of the page around a figure. */
export interface IPalette {
  isDark: boolean;
  font: string;
  text: string;
  muted: string;
  grid: string;
  line: string;
  surface: string;
  colorway: readonly string[];
  sequential: readonly string[];
  diverging: readonly string[];
}

/** The ten colours that plotly takes when nobody chose any. */
export const PLOTLY_COLORWAY = [
  '#636efa',
  '#ef553b',
  '#00cc96',
  '#ab63fa',
  '#ffa15a',
  '#19d3f3',
  '#ff6692',
  '#b6e880',
  '#ff97ff',
  '#fecb52'
];

const LIGHT = {
  colorway: [
    '#3a6ea8',
    '#d4823a',
    '#3e9583',
    '#b9536b',
    '#7766ab',
    '#5b9fc4',
    '#94803f',
    '#c583b0',
    '#6f9a45',
    '#6a7785'
  ],
  sequential: [
    '#e9f1f2',
    '#c5dfe2',
    '#98c5cf',
    '#69a8bc',
    '#4488a8',
    '#336790',
    '#2a4a75',
    '#233056'
  ],
  diverging: [
    '#2f5f93',
    '#6f9cc3',
    '#b5cfe0',
    '#f1f1ee',
    '#eac7a4',
    '#d1945c',
    '#a35f27'
  ]
};

const DARK = {
  colorway: [
    '#7eaee3',
    '#eda866',
    '#66bfaa',
    '#e58b9d',
    '#ab9be0',
    '#8ecbea',
    '#cbb673',
    '#e3a9d0',
    '#a2cb7b',
    '#a7b3c0'
  ],
  sequential: [
    '#22314f',
    '#2a4a75',
    '#336790',
    '#4488a8',
    '#69a8bc',
    '#98c5cf',
    '#c5dfe2',
    '#eef6f6'
  ],
  diverging: [
    '#8fbdec',
    '#5585b8',
    '#345273',
    '#3a3d42',
    '#7a5636',
    '#b67f4c',
    '#efb57f'
  ]
};

let present: IPalette | null = null;

/** The palette in force at an element, from the style sheet's own variables; the same for the whole page. */
export function paletteAt(element: Element): IPalette {
  return (present ??= readAt(element));
}

/** The theme of the page has changed. */
export function forgetPalette(): void {
  present = null;
}

function readAt(element: Element): IPalette {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--dstack-${name})`;
    return getComputedStyle(probe).color;
  };
  const text = colour('text');
  const isDark = luminance(text) > 0.5;
  const palette = {
    ...(isDark ? DARK : LIGHT),
    isDark,
    font: getComputedStyle(probe).fontFamily,
    text,
    muted: colour('muted'),
    grid: colour('grid'),
    line: colour('line'),
    surface: colour('surface')
  };
  probe.remove();
  return palette;
}

/** How light a computed colour is, 0 to 1. */
export function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(
    Number
  );
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
