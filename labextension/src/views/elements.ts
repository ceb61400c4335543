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

/** A count with its thousands apart: `5,000`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
