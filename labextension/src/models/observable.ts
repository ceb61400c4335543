/** Something that tells when it has changed. */
export class Observable {
  private readonly listeners = new Set<() => void>();
  private count = 0;

  /** Listen; returns what ends it. An arrow, so that React can hold it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** A number that grows with each change. */
  readonly version = (): number => this.count;

  protected changed(): void {
    this.count += 1;
    [...this.listeners].forEach(listener => listener());
  }
}
