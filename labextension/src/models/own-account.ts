import type { AccessLevel, Api, Me, User } from '../api/api';
import { Failure, asFailure } from '../api/failure';
import { Observable } from './observable';

/** What the server keeps of the one who looks. */
export class OwnAccount extends Observable {
  me: Me | null = null;
  user: User | null = null;
  failure: Failure | null = null;

  constructor(private readonly api: Api) {
    super();
  }

  async load(): Promise<void> {
    try {
      this.me = await this.api.me();
      this.user = await this.api.user(this.me.user);
      this.failure = null;
    } catch (error) {
      this.failure = asFailure(error);
    }
    this.changed();
  }

  /** Who sees the stacks that one makes from now on. */
  async setAccess(level: AccessLevel): Promise<void> {
    if (this.user) {
      this.user = await this.api.changeUser(this.user.name, {
        default_access_level: level
      });
      this.changed();
    }
  }
}
