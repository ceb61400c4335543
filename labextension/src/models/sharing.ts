import type { AccessLevel, Api, Me } from '../api/api';
import { asFailure, Failure } from '../api/failure';
import * as sharing from '../api/sharing';
import type { IShared, Permission, Permitted } from '../api/sharing';
import { Observable } from './observable';
import { isOwn, may } from './rights';

/** How many users are offered by name. */
const USERS = 1000;

export type SharingState = 'loading' | 'ready' | 'failed';

/** Who sees a stack or a dashboard; each change is made at once. */
export class Sharing extends Observable {
  state: SharingState = 'loading';
  failure: Failure | null = null;
  me: Me | null = null;
  permitted: readonly Permitted[] = [];
  isBusy = false;
  /** Why the last change was not made, in the words of the server. */
  error: string | null = null;

  private users: readonly string[] = [];

  /** `onChanged` is told of each change that was made. */
  constructor(
    private readonly api: Api,
    readonly shared: IShared,
    public level: AccessLevel,
    private readonly onChanged: () => void = () => undefined
  ) {
    super();
  }

  /** Whether it is the asker's own. */
  get isMine(): boolean {
    return isOwn(this.me, this.shared);
  }

  /** Whether the asker may say who sees it. */
  get mayShare(): boolean {
    return may(this.me, 'share', this.shared);
  }

  /** Whether nobody else has an account in the store, as in one that is there for the notebooks of its owner. */
  get isAlone(): boolean {
    const others = this.users.filter(name => name !== this.me?.user);
    return this.me?.owns_store === true && others.length === 0;
  }

  /** Who could be permitted something; only an administrator is told of others. */
  get candidates(): readonly string[] {
    const known = new Set([
      this.shared.user,
      ...this.permitted.map(({ user }) => user)
    ]);
    return this.users.filter(name => !known.has(name));
  }

  async load(): Promise<void> {
    try {
      this.me = await this.api.me();
      if (this.mayShare) {
        const { users } = await this.api.users({ limit: USERS });
        this.users = users
          .filter(user => !user.is_disabled)
          .map(({ name }) => name);
        this.permitted = await sharing.permittedTo(this.api, this.shared);
      }
      this.state = 'ready';
      this.failure = null;
    } catch (error) {
      this.failure = asFailure(error);
      this.state = 'failed';
    }
    this.changed();
  }

  /** Say who sees it without a permission. */
  open(level: AccessLevel): Promise<boolean> {
    return this.change(async () => {
      await sharing.openTo(this.api, this.shared, level);
      this.level = level;
    });
  }

  /** Permit a user something, or take it away. */
  permit(user: string, permission: Permission | null): Promise<boolean> {
    return this.change(async () => {
      this.permitted = await sharing.permit(
        this.api,
        this.shared,
        user,
        permission
      );
    });
  }

  private async change(make: () => Promise<void>): Promise<boolean> {
    this.isBusy = true;
    this.error = null;
    this.changed();
    try {
      await make();
      this.onChanged();
    } catch (error) {
      this.error = asFailure(error).message;
    }
    this.isBusy = false;
    this.changed();
    return this.error === null;
  }
}
