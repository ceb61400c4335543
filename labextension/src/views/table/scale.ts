/** What a browser can scroll through is less than a million rows are high; beyond this, in pixels, scrolling is scaled. */
const HIGHEST = 15_000_000;

/** A move of less than this many screens is one of so many pixels, a longer one a jump to a part of the whole. */
const NEAR = 6;

/** Where the rows of a table are in something that scrolls. */
export class Scale {
  /** How many pixels of the table are above what is seen. */
  top = 0;
  /** How high the place for all rows is. */
  readonly height: number;
  private scrolled = 0;

  constructor(
    readonly total: number,
    readonly row: number
  ) {
    this.height = Math.min(total * row, HIGHEST);
  }

  /** It was scrolled to `place`; `seen` pixels of rows are seen. */
  scroll(place: number, seen: number): void {
    const moved = place - this.scrolled;
    const isNear = Math.abs(moved) < NEAR * seen;
    this.scrolled = place;
    if (this.isExact) {
      this.top = place;
    } else {
      this.top = isNear
        ? this.top + moved
        : place * (this.last(seen) / Math.max(1, this.height - seen));
    }
    this.top = Math.max(0, Math.min(this.top, this.last(seen)));
  }

  /** Go to a row; returns where to scroll to. */
  to(row: number, seen: number): number {
    this.top = Math.max(0, Math.min(row * this.row, this.last(seen)));
    return this.settled(seen);
  }

  /** Where it would have been scrolled to had somebody jumped to what is seen now; it is taken to be there. */
  settled(seen: number): number {
    const last = this.last(seen);
    this.scrolled = this.isExact
      ? this.top
      : last && Math.round((this.top * (this.height - seen)) / last);
    return this.scrolled;
  }

  /** Whether so little is left to scroll that what is there cannot be reached without `settled`. */
  isAtItsEnd(seen: number): boolean {
    const below = this.height - seen - this.scrolled;
    return (
      (this.scrolled < seen && this.top > this.scrolled) ||
      (below < seen && this.last(seen) - this.top > below)
    );
  }

  /** The rows that are seen, and `more` around them: from `first` on, before `end`. */
  window(seen: number, more: number): { first: number; end: number } {
    const first = Math.floor(this.top / this.row);
    const end = Math.ceil((this.top + seen) / this.row);
    return {
      first: Math.max(0, first - more),
      end: Math.min(this.total, end + more)
    };
  }

  /** The pixels between the beginning of the place and a row. */
  above(row: number): number {
    return Math.max(0, this.scrolled + row * this.row - this.top);
  }

  private get isExact(): boolean {
    return this.height === this.total * this.row;
  }

  private last(seen: number): number {
    return Math.max(0, this.total * this.row - seen);
  }
}
