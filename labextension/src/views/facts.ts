import { IContent } from '../contents/model';
import { __ } from '../words';
import { element } from './elements';

/** What a push noted of what it keeps, and how that is called; the model itself is never opened. */
const NAMES: Record<string, () => string> = {
  class: () => __('Type'),
  'scikit-learn': () => 'scikit-learn',
  skops: () => 'skops',
  onnx: () => 'onnx',
  ir_version: () => __('IR version'),
  opsets: () => __('Operator sets'),
  entries: () => __('Entries')
};

/** What is known of a content that is not shown: of a model its type, params and versions. */
export function factsOf({ settings }: IContent): HTMLElement[] {
  const known = Object.entries(NAMES).flatMap(([key, name]) =>
    settings && key in settings
      ? [fact(element('dt', {}, name()), settings[key])]
      : []
  );
  const params = Object.entries(recordOf(settings?.params));
  return [
    ...list(known),
    ...(params.length
      ? [element('p', { class: 'dstack-hint' }, __('Params'))]
      : []),
    ...list(
      params.map(([name, value]) =>
        fact(element('dt', { translate: 'no' }, name), value)
      )
    )
  ];
}

function list(facts: HTMLElement[]): HTMLElement[] {
  const attributes = { class: 'dstack-facts dstack-noted' };
  return facts.length ? [element('dl', attributes, ...facts)] : [];
}

function fact(name: HTMLElement, value: unknown): HTMLElement {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return element(
    'div',
    {},
    name,
    element('dd', { title: text, translate: 'no' }, text)
  );
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}
