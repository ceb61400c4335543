/** Values by key, the ones used longest ago dropped when their sizes add up to more than `limit`. */
export class Cache<Value> {
  private readonly entries = new Map<string, { value: Value; size: number }>();
  private total = 0;

  constructor(private readonly limit: number) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (entry) {
      this.entries.delete(key);
      this.entries.set(key, entry);
    }
    return entry?.value;
  }

  set(key: string, value: Value, size: number): void {
    this.delete(key);
    if (size > this.limit) {
      return;
    }
    this.entries.set(key, { value, size });
    this.total += size;
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.limit) {
        break;
      }
      this.delete(oldest);
    }
  }

  private delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry) {
      this.total -= entry.size;
      this.entries.delete(key);
    }
  }
}
