import { _n } from '../words';
type Attributes = Record<string, string | number | boolean | undefined>;

/** A new element: attributes that are false or undefined are left out, true ones are empty. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      made.setAttribute(attribute, value === true ? '' : String(value));
    }
  }
  made.append(...children);
  return made;
}

/** A button of ours that does something. */
export function button(
  label: string,
  act: () => void,
  attributes: Attributes = {}
): HTMLButtonElement {
  const classes = ['dstack-button', attributes.class ?? ''].join(' ').trim();
  const made = element('button', { type: 'button', ...attributes }, label);
  made.className = classes;
  made.addEventListener('click', act);
  return made;
}

/** A size as people read it: `1.2 MB`. */
export function sizeText(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = -1;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return unit < 0
    ? _n('%1 byte', '%1 bytes', size)
    : `${size.toFixed(size >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** A count with its thousands apart: `5,000`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The type of a content without its options, in lower case. */
export function mimeOf(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
