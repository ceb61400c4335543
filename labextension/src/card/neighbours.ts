import { controlled, IChoices, labelsOf } from '../choices';
import { select } from '../select';
import { kindOf } from '../views/registry';
import { IStage } from '../views/view';
import { CardState } from './state';

/** A neighbour larger than this, in bytes, is fetched only when somebody asks for it. */
const LARGE = 8 * 1024 * 1024;

/** Fetches ahead, when the browser is idle, what the next move of a control would show. */
export class Neighbours {
  private request = new AbortController();
  private timer = 0;

  constructor(
    private readonly state: CardState,
    private readonly stage: IStage
  ) {}

  fetch(): void {
    this.stop();
    this.request = new AbortController();
    const { signal } = this.request;
    this.timer = whenIdle(() => void this.load(signal));
  }

  stop(): void {
    this.request.abort();
    cancelIdle(this.timer);
  }

  private async load(signal: AbortSignal): Promise<void> {
    const { choices, contents, selected } = this.state;
    for (const index of neighboursOf(choices, selected)) {
      const content = contents[index];
      if (content && content.length <= LARGE && !signal.aborted) {
        const loading = kindOf(content).load(content, this.stage, signal);
        await loading.catch(() => undefined);
      }
    }
  }
}

/** The attachments that are one step of one control away. */
export function neighboursOf(choices: IChoices, index: number): number[] {
  const shown = labelsOf(choices, index);
  const offered = select(choices, shown).choices;
  const found = new Set<number>();
  for (const { name } of controlled(choices)) {
    const labels = offered[name] ?? [];
    const at = labels.indexOf(shown[name] ?? '');
    for (const label of [labels[at + 1], labels[at - 1]]) {
      if (label !== undefined) {
        found.add(select(choices, { ...shown, [name]: label }, name).index);
      }
    }
  }
  found.delete(index);
  return [...found];
}

/** Safari has no idle time to tell of; a moment later does as well. */
function whenIdle(act: () => void): number {
  return typeof requestIdleCallback === 'function'
    ? requestIdleCallback(act, { timeout: 2000 })
    : Number(setTimeout(act, 200));
}

function cancelIdle(timer: number): void {
  if (typeof cancelIdleCallback === 'function') {
    cancelIdleCallback(timer);
  } else {
    clearTimeout(timer);
  }
}
