import { IPath, isSamePath } from '../api/addresses';
import type { Api } from '../api/api';
import { Dashboard, makeDashboard } from '../api/dashboards';
import { Glance } from './glance';
import { Observable } from './observable';
import { StackList } from './stack-list';

/** A dashboard that is being put together: stacks that are searched, and those that were chosen, in their order. */
export class NewDashboard extends Observable {
  readonly found: StackList;
  readonly glance: Glance;
  title = '';
  description = '';

  constructor(
    private readonly api: Api,
    public chosen: readonly IPath[] = []
  ) {
    super();
    this.found = new StackList(api);
    this.glance = new Glance(api);
  }

  /** Whether there is enough to make it of. */
  get isReady(): boolean {
    return this.title.trim() !== '' && this.chosen.length > 0;
  }

  has(stack: IPath): boolean {
    return this.placeOf(stack) >= 0;
  }

  call(title: string): void {
    this.title = title;
    this.changed();
  }

  describe(description: string): void {
    this.description = description;
    this.changed();
  }

  /** Choose a stack, behind the others; or choose it no more. */
  toggle(stack: IPath): void {
    this.chosen = this.has(stack)
      ? this.chosen.filter(one => !isSamePath(one, stack))
      : [...this.chosen, { user: stack.user, name: stack.name }];
    this.changed();
  }

  /** Move a chosen stack by so many places; at an end it stays. */
  move(stack: IPath, step: number): void {
    const to = this.placeOf(stack) + step;
    if (this.has(stack) && to >= 0 && to < this.chosen.length) {
      const others = this.chosen.filter(one => !isSamePath(one, stack));
      this.chosen = [...others.slice(0, to), stack, ...others.slice(to)];
      this.changed();
    }
  }

  /** Make it. */
  create(): Promise<Dashboard> {
    return makeDashboard(this.api, {
      title: this.title.trim(),
      description: this.description.trim() || null,
      cards: this.chosen.map(({ user, name }) => ({ stack: `${user}/${name}` }))
    });
  }

  dispose(): void {
    this.found.dispose();
    this.glance.dispose();
  }

  private placeOf(stack: IPath): number {
    return this.chosen.findIndex(one => isSamePath(one, stack));
  }
}
