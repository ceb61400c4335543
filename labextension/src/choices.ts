/** One param of a frame's attachments: its labels in the order in which a control shows them. */
export interface IParam {
  name: string;
  kind: 'slider' | 'toggle' | 'dropdown' | 'checkbox' | 'caption';
  type: 'string' | 'number' | 'boolean' | 'date' | 'datetime';
  labels: string[];
  /** Where the labels are on a line; null for the label of attachments that lack the param. */
  positions?: (number | null)[] | null;
}

/** All params of a frame, and the labels of each attachment aligned with them. */
export interface IChoices {
  params: IParam[];
  rows: string[][];
}

/** A label for each param, by the param's name. */
export type Labels = Readonly<Record<string, string>>;

export const NO_CHOICES: IChoices = { params: [], rows: [] };

/** The labels of one attachment by the names of the params. */
export function labelsOf(choices: IChoices, index: number): Labels {
  const row = choices.rows[index] ?? [];
  return Object.fromEntries(
    choices.params.map((param, at) => [param.name, row[at] ?? ''])
  );
}

/** The params that have a control of their own on a card, or share one. */
export function controlled(choices: IChoices): IParam[] {
  return choices.params.filter(param => param.kind !== 'caption');
}
