import { Board } from './board';
import { readQuery, writeQuery } from './url-state';

/** How long, in milliseconds, a kernel may take to offer a label that the URL asks for. */
const PATIENCE = 10_000;

/** Whether this document is a dashboard's own page, whose URL may hold the state of its controls. */
export function isPage(): boolean {
  const { body, documentElement } = document;
  return (
    'dstackPage' in body.dataset || 'dstackPage' in documentElement.dataset
  );
}

/**
 * Keeps the query of the page and the controls of a board the same.
 *
 * Controls that were never moved, and stand where they stood at first, are not written.
 */
export class Query {
  private readonly initial = new Map<string, string>();
  private readonly written = new Set<string>();
  private readonly endings: (() => void)[] = [];

  constructor(private readonly board: Board) {
    const follow = (): void => this.follow();
    window.addEventListener('popstate', follow);
    this.endings.push(
      () => window.removeEventListener('popstate', follow),
      board.onMoved(() => this.write())
    );
  }

  /** Take in the controls that came to the board since the last call, and move them to what the URL asks for. */
  include(): void {
    const isNew = (id: string): boolean => !this.initial.has(id);
    const wished = [...this.wished()].filter(([id]) => isNew(id));
    for (const [id, label] of this.board.standing()) {
      if (isNew(id)) {
        this.initial.set(id, label);
      }
    }
    wished.forEach(([id]) => this.written.add(id));
    if (wished.length > 0) {
      this.ask(new Map(wished));
    }
  }

  dispose(): void {
    this.endings.forEach(end => end());
  }

  private wished(): Map<string, string> {
    return readQuery(location.search, this.board.named());
  }

  /** Move the controls to what the URL asks for, the others to where they stood at first. */
  private follow(): void {
    const wished = this.wished();
    this.written.clear();
    wished.forEach((_, id) => this.written.add(id));
    this.ask(new Map([...this.initial, ...wished]), wished);
  }

  private ask(labels: Map<string, string>, first = labels): void {
    if (this.board.isLive()) {
      this.walk(labels);
    } else {
      const start = new Map([...this.board.standing(), ...labels]);
      this.board.wish(first, start);
    }
  }

  /** Move one control after the other, each as soon as the kernel lets it offer the label. */
  private walk(labels: Map<string, string>): void {
    let isWalking = false;
    const step = (): void => {
      if (isWalking) {
        return;
      }
      isWalking = true;
      const standing = this.board.standing();
      for (const [id, label] of labels) {
        if (standing.get(id) === label || this.board.move(id, label)) {
          labels.delete(id);
        }
      }
      isWalking = false;
      if (labels.size === 0) {
        end();
      }
    };
    const end = this.board.onMoved(step);
    setTimeout(end, PATIENCE);
    step();
  }

  private write(): void {
    const labels = this.board.standing();
    for (const [id, label] of labels) {
      if (this.initial.has(id) && label !== this.initial.get(id)) {
        this.written.add(id);
      }
    }
    const kept = new Map([...labels].filter(([id]) => this.written.has(id)));
    const query = writeQuery(location.search, this.board.named(), kept);
    if (query !== location.search) {
      const url = `${location.pathname}${query}${location.hash}`;
      history.replaceState(history.state, '', url);
    }
  }
}
