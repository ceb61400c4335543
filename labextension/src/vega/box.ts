import type { Config, Runtime } from 'vega';

/** Events of a pointer that left the chart while it was pressed, and of the window's size. */
const WINDOW = [
  'mousemove',
  'mouseup',
  'pointermove',
  'pointerup',
  'resize',
  'touchend',
  'touchmove'
];

/** A chart hears of what is done to itself, and of no other part of the page. */
const EVENTS: Config['events'] = {
  bind: 'container',
  defaults: { allow: ['wheel'] },
  globalCursor: false,
  selector: false,
  window: WINDOW
};

const INPUTS = new Set([
  ...['checkbox', 'radio', 'range', 'select', 'text', 'number', 'search'],
  ...['color', 'date', 'datetime-local', 'month', 'time', 'week']
]);

/** What an input of a chart may say of itself: all else would be an attribute of an element of the page. */
const SAID = [
  ...['signal', 'name', 'debounce', 'placeholder'],
  ...['options', 'labels', 'min', 'max', 'step']
];

type Binding = Runtime['bindings'][number];

/** A chart that reaches no further than its own box: neither its events nor its inputs are of the page. */
export function boxed(runtime: Runtime): Runtime {
  return {
    ...runtime,
    eventConfig: EVENTS,
    bindings: runtime.bindings.map(harmless)
  };
}

function harmless(binding: Binding): Binding {
  const said = Object.entries(binding).filter(([name]) => SAID.includes(name));
  const wanted = 'input' in binding ? String(binding.input) : '';
  const input = INPUTS.has(wanted) ? wanted : 'text';
  return { ...Object.fromEntries(said), input } as Binding;
}
