import { IChoices, IParam } from './choices';
import { ISelection, select } from './select';

/** A card as the controls see it: `controls` names the control of each param that has one, own or shared. */
export interface INarrowedCard {
  choices: IChoices;
  controls: Readonly<Record<string, string>>;
}

/** What a control offers, and the label it stands at. */
export interface IOffer {
  labels: string[];
  label: string;
}

export interface INarrowed {
  selections: ISelection[];
  offers: Map<string, IOffer>;
}

type Standing = ReadonlyMap<string, string>;

/**
 * What all cards show, and what all controls offer, for the labels that the controls stand at.
 *
 * The same rule as `dstack_jupyter.dashboards.filters`. A label of a shared control that no card shows gives
 * way to the one that its first card shows; the other cards follow it. `changed` is the control that was moved.
 */
export function narrow(
  cards: readonly INarrowedCard[],
  standing: Standing,
  changed: string | null = null
): INarrowed {
  let narrowed = narrowOnce(cards, standing, changed);
  const shared = sharedControls(cards);
  for (let left = shared.length; left > 0; left--) {
    const moved = shared.flatMap(control => {
      const label = narrowed.offers.get(control)?.label ?? '';
      return standing.get(control) === label ? [] : [[control, label] as const];
    });
    if (moved.length === 0) {
      break;
    }
    standing = new Map([...standing, ...moved]);
    narrowed = narrowOnce(cards, standing, changed);
  }
  return narrowed;
}

/**
 * The labels at which controls have to stand so that the `wished` ones come true: those come first, whatever
 * the order of the params, and the other controls stay where they are as far as that allows.
 */
export function fulfilled(
  cards: readonly INarrowedCard[],
  standing: Standing,
  wished: Standing
): Map<string, string> {
  const known = new Map(
    [...wished].filter(([control, label]) =>
      paramsOf(cards, control).some(([, param]) => param.labels.includes(label))
    )
  );
  const together = new Map([...standing, ...known]);
  const first = cards.map(card => wishedFirst(card, known));
  const { offers } = narrow(first, together);
  return new Map([...offers].map(([control, offer]) => [control, offer.label]));
}

/** The ids of all controls, in the order of the cards. */
export function controlsOf(cards: readonly INarrowedCard[]): string[] {
  return [...new Set(cards.flatMap(card => Object.values(card.controls)))];
}

/** The param of a card that a control moves, null where it moves none. */
export function paramOf(
  card: INarrowedCard,
  control: string | null
): string | null {
  const found = Object.entries(card.controls).find(([, id]) => id === control);
  return found ? found[0] : null;
}

function narrowOnce(
  cards: readonly INarrowedCard[],
  standing: Standing,
  changed: string | null
): INarrowed {
  const selections = cards.map(card =>
    select(card.choices, wantedOf(card, standing), paramOf(card, changed))
  );
  const offers = new Map<string, IOffer>();
  for (const control of controlsOf(cards)) {
    offers.set(control, offerOf(cards, selections, control, standing));
  }
  return { selections, offers };
}

function offerOf(
  cards: readonly INarrowedCard[],
  selections: readonly ISelection[],
  control: string,
  standing: Standing
): IOffer {
  const offered = new Set<string>();
  const shown: string[] = [];
  let all: string[] = [];
  for (const [at, param] of paramsOf(cards, control)) {
    const selection = selections[at];
    selection?.choices[param.name]?.forEach(label => offered.add(label));
    shown.push(selection?.shown[param.name] ?? '');
    all = param.labels;
  }
  const label = standing.get(control);
  return {
    labels: all.filter(each => offered.has(each)),
    label:
      label !== undefined && shown.includes(label) ? label : (shown[0] ?? '')
  };
}

function paramsOf(
  cards: readonly INarrowedCard[],
  control: string
): [number, IParam][] {
  return cards.flatMap((card, at) =>
    card.choices.params
      .filter(param => card.controls[param.name] === control)
      .map((param): [number, IParam] => [at, param])
  );
}

function sharedControls(cards: readonly INarrowedCard[]): string[] {
  return controlsOf(cards).filter(
    control => paramsOf(cards, control).length > 1
  );
}

function wantedOf(
  card: INarrowedCard,
  standing: Standing
): Record<string, string> {
  const wanted: Record<string, string> = {};
  for (const [name, control] of Object.entries(card.controls)) {
    const label = standing.get(control);
    if (label !== undefined) {
      wanted[name] = label;
    }
  }
  return wanted;
}

function wishedFirst(card: INarrowedCard, wished: Standing): INarrowedCard {
  const { params, rows } = card.choices;
  const isLast = (param: IParam): boolean =>
    !wished.has(card.controls[param.name] ?? '');
  const order = [
    ...params.flatMap((param, at) => (isLast(param) ? [] : [at])),
    ...params.flatMap((param, at) => (isLast(param) ? [at] : []))
  ];
  return {
    ...card,
    choices: {
      params: order.flatMap(at => params[at] ?? []),
      rows: rows.map(row => order.map(at => row[at] ?? ''))
    }
  };
}
