import { Cell, ITableRows } from '../../contents/model';

/** Rows that are asked for at once. */
export const BLOCK = 100;

/** Blocks that are kept; the farthest go first. */
const MOST = 50;

/** How long, in milliseconds, nobody scrolls before what is seen then is asked for. */
const PAUSE = 40;

/** The rows of a table that are there, and those that are on their way. */
export class Blocks {
  private readonly blocks = new Map<number, Cell[][]>();
  private readonly coming = new Map<number, AbortController>();
  private wanted: number[] = [];
  private timer = 0;

  /** `arrived` and `failed` are called when a block is there, or cannot be had. */
  constructor(
    first: ITableRows,
    private readonly ask: (
      offset: number,
      signal: AbortSignal
    ) => Promise<ITableRows>,
    private readonly arrived: (rows: Cell[][], offset: number) => void,
    private readonly failed: (error: unknown) => void
  ) {
    this.blocks.set(first.offset / BLOCK, first.rows);
  }

  /** A row, undefined as long as it is not there. */
  row(at: number): Cell[] | undefined {
    return this.blocks.get(Math.floor(at / BLOCK))?.[at % BLOCK];
  }

  /** See to it that the rows from `first` on, before `end`, come soon; what was wanted before is not wanted any more. */
  want(first: number, end: number): void {
    const wanted: number[] = [];
    for (let at = Math.floor(first / BLOCK); at * BLOCK < end; at++) {
      wanted.push(at);
    }
    if (wanted.join() === this.wanted.join()) {
      return;
    }
    this.wanted = wanted;
    for (const [at, request] of this.coming) {
      if (!wanted.includes(at)) {
        request.abort();
        this.coming.delete(at);
      }
    }
    clearTimeout(this.timer);
    this.timer = Number(setTimeout(() => this.fetch(), PAUSE));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.coming.forEach(request => request.abort());
  }

  private fetch(): void {
    for (const at of this.wanted) {
      if (!this.blocks.has(at) && !this.coming.has(at)) {
        void this.take(at);
      }
    }
  }

  private async take(at: number): Promise<void> {
    const request = new AbortController();
    this.coming.set(at, request);
    try {
      const { rows } = await this.ask(at * BLOCK, request.signal);
      if (!request.signal.aborted) {
        this.keep(at, rows);
        this.arrived(rows, at * BLOCK);
      }
    } catch (error) {
      if (!request.signal.aborted) {
        this.wanted = [];
        this.failed(error);
      }
    } finally {
      if (this.coming.get(at) === request) {
        this.coming.delete(at);
      }
    }
  }

  private keep(at: number, rows: Cell[][]): void {
    this.blocks.set(at, rows);
    if (this.blocks.size > MOST) {
      const distance = (one: number): number => Math.abs(one - at);
      const [farthest] = [...this.blocks.keys()].sort(
        (a, b) => distance(b) - distance(a)
      );
      this.blocks.delete(farthest ?? at);
    }
  }
}
