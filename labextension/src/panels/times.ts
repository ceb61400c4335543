const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60]
];

/** How long ago a time is, in words: "2 hours ago". */
export function agoText(time: string, language?: string): string {
  const seconds = (Date.now() - new Date(time).getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(language, {
    numeric: 'auto',
    style: 'short'
  });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) {
      return format.format(-Math.trunc(seconds / length), unit);
    }
  }
  return format.format(0, 'minute');
}

/** A time whole, for those who want to know it exactly. */
export function fullTime(time: string, language?: string): string {
  return new Date(time).toLocaleString(language, {
    dateStyle: 'medium',
    timeStyle: 'medium'
  });
}

/** The day of a time. */
export function dayText(time: string, language?: string): string {
  return new Date(time).toLocaleDateString(language, { dateStyle: 'medium' });
}
