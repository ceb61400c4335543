import { controlled, labelsOf } from '../choices';
import { IContent } from '../contents/model';
import { element } from '../views/elements';
import { __ } from '../words';
import { CardState, IFrame } from './state';

/** What a content is, in words: `World, country FR, year 2007`. */
export function captionOf(state: CardState, content: IContent): string {
  const labels = labelsOf(state.choices, content.index);
  const params = controlled(state.choices).map(
    ({ name }) => `${name} ${labels[name]}`
  );
  return [state.title, content.description, ...params]
    .filter(Boolean)
    .join(', ');
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A day as people write it, `2 Nov 2026`; the browser's own way takes it 50 ms to warm up. */
export function dayText(time: Date): string {
  return `${time.getDate()} ${MONTHS[time.getMonth()]} ${time.getFullYear()}`;
}

function clockText(time: Date): string {
  const [hours, minutes] = [time.getHours(), time.getMinutes()];
  return `${hours}:${String(minutes).padStart(2, '0')}`;
}

/** Which revision a card shows: its number, its message, its time. */
export function footerOf(frame: IFrame | null): (Node | string)[] {
  if (!frame) {
    return [];
  }
  const parts: (Node | string)[] = [__('Frame %1', frame.number)];
  if (frame.message) {
    parts.push(element('span', { translate: 'no' }, frame.message));
  }
  const time = new Date(frame.time);
  if (!Number.isNaN(time.getTime())) {
    parts.push(
      element(
        'time',
        { datetime: frame.time, title: `${dayText(time)}, ${clockText(time)}` },
        dayText(time)
      )
    );
  }
  return parts.map(part => element('span', {}, part));
}
