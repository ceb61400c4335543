import type { Api, Frame, IStackPath } from '../api/api';
import { Lineage, LineageFrame, lineageOf } from '../api/changing';
import { asFailure, Failure } from '../api/failure';
import { Observable } from './observable';

/** What a frame was made from, and what was made from it. */
export class Provenance extends Observable {
  /** Null before it is known. */
  inputs: readonly LineageFrame[] | null = null;
  usedBy: readonly LineageFrame[] = [];
  /** How many inputs are there that the asker may not know of. */
  hidden = 0;
  failure: Failure | null = null;

  private readonly request = new AbortController();

  constructor(
    private readonly api: Api,
    private readonly path: IStackPath,
    private readonly frame: Pick<Frame, 'id'>
  ) {
    super();
  }

  async load(): Promise<void> {
    const { signal } = this.request;
    this.failure = null;
    this.changed();
    try {
      const { id } = this.frame;
      this.take(await lineageOf(this.api, this.path, id, signal));
    } catch (error) {
      this.failure = asFailure(error);
    }
    if (!signal.aborted) {
      this.changed();
    }
  }

  dispose(): void {
    this.request.abort();
  }

  private take({ frame, frames, links = [] }: Lineage): void {
    const known = new Map(frames.map(each => [each.id, each]));
    const named = (ids: readonly (string | undefined)[]): LineageFrame[] =>
      ids.flatMap(id => known.get(id ?? '') ?? []);
    this.inputs = named(
      links.filter(([, made]) => made === frame).map(([input]) => input)
    );
    this.usedBy = named(
      links.filter(([input]) => input === frame).map(([, made]) => made)
    );
    this.hidden = known.get(frame)?.hidden_inputs ?? 0;
  }
}
