import { IOffer } from './filters';

/** The state of a widget: a model of ipywidgets, live or not. */
export interface IModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
}

const CHANGES = ['change:index', 'change:value', 'change:_options_labels'];

/** The label at which a control stands, null where it stands at none. */
export function labelAt(control: IModel): string | null {
  const labels = optionsOf(control);
  if (labels === null) {
    return control.get('value') === true ? 'true' : 'false';
  }
  return labels[control.get('index') as number] ?? null;
}

/** Move a control to a label; false where it does not offer that label now. */
export function moveTo(control: IModel, label: string): boolean {
  const labels = optionsOf(control);
  if (labels === null) {
    control.set('value', label === 'true');
    return true;
  }
  if (!labels.includes(label)) {
    return false;
  }
  control.set('index', labels.indexOf(label));
  return true;
}

/** Let a control offer these labels and no others, and stand at one of them. */
export function present(control: IModel, offer: IOffer): void {
  const labels = optionsOf(control);
  if (labels === null) {
    control.set('disabled', offer.labels.length < 2);
  } else if (!areEqual(labels, offer.labels)) {
    // The labels go first: a slider clamps an index to the range that it knows.
    control.set('_options_labels', offer.labels);
  }
  if (labelAt(control) !== offer.label) {
    moveTo(control, offer.label);
  }
}

/** Call `listener` when a control moves. */
export function onMove(control: IModel, listener: () => void): void {
  CHANGES.forEach(event => control.on(event, listener));
}

function optionsOf(control: IModel): string[] | null {
  const labels = control.get('_options_labels');
  return Array.isArray(labels) ? (labels as string[]) : null;
}

function areEqual(left: readonly string[], right: readonly string[]): boolean {
  return (
    left.length === right.length && left.every((each, at) => each === right[at])
  );
}
