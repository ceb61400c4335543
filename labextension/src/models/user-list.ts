import type { NewUser, SignInLink, User, UserChanges } from '../api/api';
import { IPage, IPageQuery, PagedList } from './paged-list';

/** The users of the server by name, for administrators. */
export class UserList extends PagedList<User> {
  /** How many bytes the stacks hold that are one user's alone; null as long as that is not known. */
  usage: Readonly<Record<string, number>> | null = null;

  /** Add a user; the link signs them in once. */
  async add(wish: Partial<NewUser> & { name: string }): Promise<SignInLink> {
    const { name } = await this.api.addUser(wish);
    await this.load();
    return this.api.newLink(name);
  }

  async change(name: string, changes: Partial<UserChanges>): Promise<void> {
    await this.api.changeUser(name, changes);
    await this.load();
  }

  async remove(name: string): Promise<void> {
    await this.api.removeUser(name);
    await this.load();
  }

  /** A link that signs a user in once. */
  link(name: string): Promise<SignInLink> {
    return this.api.newLink(name);
  }

  /** Find out what takes the room; it goes through the store, so it comes later than the list. */
  async weigh(): Promise<void> {
    this.usage = (await this.api.usage()).users;
    this.changed();
  }

  protected override async page(
    { q, limit, after }: IPageQuery,
    signal: AbortSignal
  ): Promise<IPage<User>> {
    const page = await this.api.users({ q, limit, after }, signal);
    return { items: page.users, next: page.next };
  }
}
