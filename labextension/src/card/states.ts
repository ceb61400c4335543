import { button, element } from '../views/elements';
import { __ } from '../words';

/** What stands in a card while it has nothing to show. */
export function skeleton(kind: string): HTMLElement {
  const bars = Array.from({ length: 5 }, () => element('span'));
  return element(
    'div',
    { class: 'dstack-skeleton', 'data-kind': kind, 'aria-hidden': 'true' },
    ...bars
  );
}

/** Said when there is nothing, with what to do about it. */
export function emptyState(
  title: string,
  ...advice: (Node | string)[]
): HTMLElement {
  return element(
    'div',
    { class: 'dstack-state' },
    element('p', { class: 'dstack-state-title' }, title),
    element('p', {}, ...advice)
  );
}

/** Said when something failed, with a way to try again where that may help. */
export function errorState(
  message: string,
  retry: (() => void) | null
): HTMLElement {
  return element(
    'div',
    { class: 'dstack-state dstack-state-error', role: 'alert' },
    element(
      'p',
      { class: 'dstack-state-title' },
      __('This could not be shown')
    ),
    element('p', {}, message),
    ...(retry ? [button(__('Try again'), retry)] : [])
  );
}
