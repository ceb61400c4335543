import { IChoices, IParam, Labels, labelsOf } from './choices';

/** What `select` found: the attachment (-1 where there is none), its labels, and what can be chosen from there. */
export interface ISelection {
  index: number;
  shown: Labels;
  choices: Readonly<Record<string, string[]>>;
}

/**
 * Take the attachment nearest to the wanted labels.
 *
 * The same rule as `dstack_jupyter.dashboards.select`; `tests/cases/select.json` binds both. The label of the
 * param that was just changed is kept if any attachment has it. The other params follow in order: each keeps
 * its wanted label, else the nearest one on its line, as far as those before it allow.
 */
export function select(
  choices: IChoices,
  wanted: Labels,
  changed: string | null = null
): ISelection {
  if (choices.rows.length === 0) {
    return { index: -1, shown: {}, choices: {} };
  }
  const pinned = pinnedParam(choices, wanted, changed);
  let candidates = choices.rows.map((_, row) => row);
  if (pinned >= 0 && changed !== null) {
    candidates = having(choices, candidates, pinned, wanted[changed] ?? '');
  }
  choices.params.forEach((param, at) => {
    if (at !== pinned && Object.hasOwn(wanted, param.name)) {
      candidates = kept(choices, candidates, at, wanted[param.name] ?? '');
    }
  });
  const index = candidates[0] ?? -1;
  return {
    index,
    shown: labelsOf(choices, index),
    choices: offered(choices, index)
  };
}

function pinnedParam(
  choices: IChoices,
  wanted: Labels,
  changed: string | null
): number {
  const at = choices.params.findIndex(param => param.name === changed);
  if (at < 0 || changed === null || !Object.hasOwn(wanted, changed)) {
    return -1;
  }
  return choices.rows.some(row => row[at] === wanted[changed]) ? at : -1;
}

function having(
  choices: IChoices,
  candidates: number[],
  at: number,
  label: string
): number[] {
  return candidates.filter(row => choices.rows[row]?.[at] === label);
}

function kept(
  choices: IChoices,
  candidates: number[],
  at: number,
  label: string
): number[] {
  const exact = having(choices, candidates, at, label);
  return exact.length > 0 ? exact : nearest(choices, candidates, at, label);
}

function nearest(
  choices: IChoices,
  candidates: number[],
  at: number,
  label: string
): number[] {
  const positions = positionsOf(choices.params[at]);
  const target = positions.get(label);
  if (target === undefined) {
    return candidates;
  }
  const place = (row: number): number | undefined =>
    positions.get(choices.rows[row]?.[at] ?? '');
  let best: number | undefined;
  for (const row of candidates) {
    const there = place(row);
    if (there !== undefined && isNearer(there, best, target)) {
      best = there;
    }
  }
  return best === undefined
    ? candidates
    : candidates.filter(row => place(row) === best);
}

function isNearer(
  place: number,
  best: number | undefined,
  target: number
): boolean {
  if (best === undefined) {
    return true;
  }
  const difference = Math.abs(place - target) - Math.abs(best - target);
  return difference < 0 || (difference === 0 && place < best);
}

function positionsOf(param: IParam | undefined): Map<string, number> {
  const positions = new Map<string, number>();
  param?.positions?.forEach((place, at) => {
    const label = param.labels[at];
    if (place !== null && label !== undefined) {
      positions.set(label, place);
    }
  });
  return positions;
}

function offered(choices: IChoices, index: number): Record<string, string[]> {
  const shown = choices.rows[index] ?? [];
  let rows = choices.rows;
  const options: Record<string, string[]> = {};
  choices.params.forEach((param, at) => {
    const possible = new Set(rows.map(row => row[at]));
    options[param.name] = param.labels.filter(label => possible.has(label));
    rows = rows.filter(row => row[at] === shown[at]);
  });
  return options;
}
