/** Names that a page's own query uses; a param of such a name is written with a colon before it. */
const RESERVED = new Set(['token', 'next', 'theme', 'frame']);

/** A control as the URL names it: `card` is the stack that owns it, null for a shared one. */
export interface INamedControl {
  id: string;
  card: string | null;
  param: string;
}

/** The name of a control in the query: `country`, or `alice/gdp:year` for a card's own. */
function queryName(control: INamedControl): string {
  if (control.card !== null) {
    return `${control.card}:${control.param}`;
  }
  const isReserved =
    RESERVED.has(control.param) || control.param.startsWith(':');
  return isReserved ? `:${control.param}` : control.param;
}

/** The labels that the query asks for, by the id of the control. */
export function readQuery(
  query: string,
  controls: readonly INamedControl[]
): Map<string, string> {
  const given = new URLSearchParams(query);
  const wished = new Map<string, string>();
  for (const control of controls) {
    const label = given.get(queryName(control));
    if (label !== null && !wished.has(control.id)) {
      wished.set(control.id, label);
    }
  }
  return wished;
}

/** The query with the labels of the controls in it; a control that is not in `labels` is left out. */
export function writeQuery(
  query: string,
  controls: readonly INamedControl[],
  labels: ReadonlyMap<string, string>
): string {
  const ours = new Set(controls.map(queryName));
  const pairs = [...new URLSearchParams(query)].filter(
    ([name]) => !ours.has(name)
  );
  for (const control of controls) {
    const label = labels.get(control.id);
    if (label !== undefined) {
      pairs.push([queryName(control), label]);
    }
  }
  const text = pairs
    .map(([name, label]) => `${escaped(name)}=${escaped(label)}`)
    .join('&');
  return text ? `?${text}` : '';
}

/** Percent-encoded as far as a query needs it: slashes, colons and the like stay readable. */
function escaped(text: string): string {
  return encodeURIComponent(text)
    .replace(/%2F/g, '/')
    .replace(/%3A/g, ':')
    .replace(/%40/g, '@')
    .replace(/%2C/g, ',')
    .replace(/%20/g, '+');
}
