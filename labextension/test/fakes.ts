import type { Me } from '../src/api/api';
import { IModel } from '../src/controls';
import { IContent, ITableRows } from '../src/contents/model';
import { IStage } from '../src/views/view';

/** A model of a widget, without a kernel. */
export class FakeModel implements IModel {
  saved = 0;
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(private readonly state: Record<string, unknown>) {}

  get(name: string): unknown {
    return this.state[name];
  }

  set(name: string, value: unknown): void {
    if (this.state[name] !== value) {
      this.state[name] = value;
      this.listeners.get(`change:${name}`)?.forEach(listener => listener());
    }
  }

  save_changes(): void {
    this.saved += 1;
  }

  on(event: string, listener: () => void): void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(listener));
  }

  /** The label of a list, or the state of a check box. */
  get label(): unknown {
    const labels = this.state._options_labels as string[] | undefined;
    return labels ? labels[this.state.index as number] : this.state.value;
  }
}

export function list(labels: string[], label = labels[0] ?? ''): FakeModel {
  return new FakeModel({
    _options_labels: labels,
    index: labels.indexOf(label)
  });
}

export function content(changes: Partial<IContent> = {}): IContent {
  return {
    index: 0,
    content_type: 'text/plain',
    application: null,
    sha256: 'a'.repeat(64),
    length: 10,
    description: null,
    settings: {},
    ...changes
  };
}

export function table(changes: Partial<ITableRows> = {}): ITableRows {
  return {
    columns: [
      { key: 'name', name: 'name', type: 'string', index: true },
      { key: 'size', name: 'size', type: 'float', index: false }
    ],
    rows: [
      ['b', 2.5],
      ['a', null],
      ['c', 1]
    ],
    offset: 0,
    total: 3,
    sort: null,
    ...changes
  };
}

/** What the server says of somebody who may do everything with what is theirs. */
export function asker(changes: Partial<Me> = {}): Me {
  return {
    store: 's1',
    where: 'here',
    user: 'ann',
    is_admin: false,
    owns_store: false,
    scope: 'admin',
    only: null,
    version: '1.0.0',
    ...changes
  };
}

/** What is around a view: contents come from `contents`, or are not needed. */
export function stage(contents: Partial<IStage['contents']> = {}): IStage {
  return {
    contents: contents as IStage['contents'],
    modules: {} as IStage['modules'],
    http: {} as IStage['http'],
    place: () => ({ stack: 'ann/gdp', store: 's1', frame: 'f1' }),
    caption: () => 'a caption',
    signal: new AbortController().signal
  };
}

/** Let everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 0));
}

/** Let everything happen that waits until nobody scrolls. */
export async function rested(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 60));
}

export function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text));
}
