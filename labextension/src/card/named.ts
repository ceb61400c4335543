/** Name the controls that are in the page, and those that come into it; see `nameControl`. */
export function watchControls(): void {
  if (isWatching) {
    return;
  }
  isWatching = true;
  nameControls();
  const observer = new MutationObserver(changes => {
    if (changes.some(change => [...change.addedNodes].some(hasWidget))) {
      // A widget gets the class by which we know our own after it came into the page.
      requestAnimationFrame(nameControls);
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

const WIDGET = '.widget-hslider, .widget-toggle-buttons';

let isWatching = false;

function hasWidget(node: Node): boolean {
  return (
    node instanceof HTMLElement &&
    (node.matches(WIDGET) || node.querySelector(WIDGET) !== null)
  );
}

function nameControls(): void {
  document
    .querySelectorAll<HTMLElement>('.dstack-control')
    .forEach(nameControl);
}

/** A slider with more choices than this has no mark for each. */
const MARKS = 40;

const named = new WeakSet<HTMLElement>();

/**
 * Name a control for people who do not see: the controls of ipywidgets say little of themselves.
 *
 * Slider handles say their label and not its place, groups of buttons have a name and say which one is pressed.
 */
function nameControl(control: HTMLElement): void {
  if (named.has(control)) {
    return;
  }
  named.add(control);
  mend(control);
  control.addEventListener('keydown', jump, { capture: true });
  new MutationObserver(() => mend(control)).observe(control, {
    attributeFilter: ['class', 'aria-valuetext', 'contenteditable'],
    characterData: true,
    childList: true,
    subtree: true
  });
}

function mend(control: HTMLElement): void {
  const label = control.querySelector('.widget-label')?.textContent ?? '';
  control.querySelectorAll('[title="null"]').forEach(each => {
    each.removeAttribute('title');
  });
  mendSlider(control, label);
  mendButtons(control, label);
}

/** A slider, as noUiSlider leaves it on its element. */
interface ISlider extends Element {
  noUiSlider?: { set(value: number): void };
}

/** The keys Home and End go to the ends of a slider; by itself it goes to the ends that it had at first. */
function jump(event: KeyboardEvent): void {
  const handle = event.target instanceof Element ? event.target : null;
  const slider: ISlider | null = handle?.closest('.noUi-target') ?? null;
  if (!handle || !slider?.noUiSlider || !['Home', 'End'].includes(event.key)) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const last = numberAt(handle, 'aria-valuemax');
  slider.noUiSlider.set(event.key === 'End' ? last : 0);
}

function mendSlider(control: HTMLElement, label: string): void {
  const handle = control.querySelector('.noUi-handle');
  const readout = control.querySelector<HTMLElement>('.widget-readout');
  if (!handle || !readout) {
    return;
  }
  put(handle, 'aria-label', label);
  put(handle, 'aria-valuetext', readout.textContent ?? '');
  // The readout of a choice cannot be edited, though it says that it can.
  readout.removeAttribute('contenteditable');
  put(readout, 'aria-hidden', 'true');
  const last = Math.max(1, numberAt(handle, 'aria-valuemax'));
  control.style.setProperty('--dstack-steps', String(last));
  control.style.setProperty(
    '--dstack-at',
    String(numberAt(handle, 'aria-valuenow') / last)
  );
  control.classList.toggle('dstack-many', last > MARKS);
}

function mendButtons(control: HTMLElement, label: string): void {
  const buttons = [...control.querySelectorAll('.widget-toggle-button')];
  const group = buttons[0]?.parentElement;
  if (!group) {
    return;
  }
  put(group, 'role', 'group');
  put(group, 'aria-label', label);
  for (const button of buttons) {
    const isPressed = button.classList.contains('mod-active');
    put(button, 'aria-pressed', String(isPressed));
  }
}

function numberAt(element: Element, name: string): number {
  return Number(element.getAttribute(name)) || 0;
}

function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}
