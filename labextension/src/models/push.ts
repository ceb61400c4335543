import { asFailure, Failure } from '../api/failure';
import type { IHowFar } from '../api/long-work';
import type { IPushedFile, OwnFiles } from '../api/own-files';
import type { AccessLevel } from '../api/api';
import { Observable } from './observable';

export interface IParamRow {
  name: string;
  value: string;
}

/** A push of files that a person fills in, starts, and may stop. */
export class Push extends Observable {
  stack = '';
  message = '';
  params: readonly IParamRow[] = [];
  /** Who sees a new stack; empty for what the owner has chosen for new ones. */
  access: AccessLevel | '' = '';
  /** Whether the hidden files of a folder are left out. */
  leavesHidden = false;
  failure: Failure | null = null;
  /** How far it is; null while nothing is on its way. */
  far: IHowFar | null = null;

  private isTyped = false;
  private ending = new AbortController();

  constructor(
    private readonly files: OwnFiles,
    readonly paths: readonly string[],
    public profile: string
  ) {
    super();
  }

  get isReady(): boolean {
    return this.stack.trim() !== '';
  }

  /** Suggest a name, unless one is typed already. */
  async suggest(): Promise<void> {
    try {
      const known = await this.files.look(this.paths[0] ?? '');
      this.set({
        leavesHidden: known.leaves_hidden,
        stack: this.isTyped ? this.stack : known.stack
      });
    } catch (error) {
      this.set({ failure: asFailure(error) });
    }
  }

  name(stack: string): void {
    this.isTyped = true;
    this.set({ stack });
  }

  set(changed: Partial<Changeable>): void {
    Object.assign(this, changed);
    this.changed();
  }

  addParam(): void {
    this.set({ params: [...this.params, { name: '', value: '' }] });
  }

  setParam(index: number, changed: Partial<IParamRow>): void {
    const params = this.params.map((row, at) =>
      at === index ? { ...row, ...changed } : row
    );
    this.set({ params });
  }

  removeParam(index: number): void {
    this.set({ params: this.params.filter((_, at) => at !== index) });
  }

  /** Push; returns what was made of it, null where it failed or was stopped. */
  async start(): Promise<IPushedFile | null> {
    const { signal } = (this.ending = new AbortController());
    this.set({ far: { done: 0, total: null }, failure: null });
    try {
      return await this.files.push(
        {
          paths: this.paths,
          stack: this.stack.trim(),
          message: this.message.trim() || undefined,
          params: this.named(),
          access: this.access || undefined,
          profile: this.profile || undefined
        },
        far => this.set({ far }),
        signal
      );
    } catch (error) {
      this.set({ failure: signal.aborted ? null : asFailure(error) });
      return null;
    } finally {
      this.set({ far: null });
    }
  }

  stop(): void {
    this.ending.abort();
  }

  private named(): Record<string, string> {
    const rows = this.params.filter(({ name }) => name.trim());
    return Object.fromEntries(
      rows.map(({ name, value }) => [name.trim(), value.trim()])
    );
  }
}

type Changeable = Pick<
  Push,
  | 'stack'
  | 'message'
  | 'params'
  | 'access'
  | 'profile'
  | 'leavesHidden'
  | 'failure'
  | 'far'
>;
