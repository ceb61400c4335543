const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size as people read it: `1.2 MB`. */
export function sizeText(bytes: number, language?: string): string {
  const power = bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0;
  const at = Math.min(power, UNITS.length - 1);
  const size = bytes / 1000 ** at;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[at],
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: at === 0 || size >= 100 ? 0 : 1
  }).format(size);
}
