import {
  addressOf,
  FrameRef,
  frameAddress,
  IPath,
  searchOf
} from './addresses';
import { failureOf } from './failure';
import { IRequest, ITransport } from './transport';
import type { components } from './v1';

type Schemas = components['schemas'];
export type Me = Schemas['Me'];
export type ListedStack = Schemas['ListedStack'];
export type StackPage = Schemas['StackPage'];
export type AccessLevel = User['default_access_level'];
export type User = Schemas['User'];
export type Users = Schemas['Users'];
export type NewUser = Schemas['NewUser'];
export type UserChanges = Schemas['UserChanges'];
export type SignInLink = Schemas['SignInLink'];
export type Token = Schemas['Token'];
export type Tokens = Schemas['Tokens'];
export type TokenWish = Schemas['TokenWish'];
export type NewToken = Schemas['NewToken'];
export type Usage = Schemas['Usage'];
export type Stack = Schemas['Stack'];
export type Frame = Schemas['Frame'];
export type FrameSummary = Schemas['FrameSummary'];
export type FramePage = Schemas['FramePage'];
export type FrameChanges = Schemas['FrameChanges'];
export type Attachment = Schemas['Attachment'];
export type Choices = Schemas['Choices'];
export type Moved = Schemas['Moved'];

/** A stack: its owner, and its name. */
export type IStackPath = IPath;
export type { FrameRef };

/** Which stacks a list has, and in which order. */
export interface IStackQuery {
  q?: string;
  whose?: 'mine' | 'shared' | 'public';
  sort?: 'time' | 'name';
  limit?: number;
  after?: string;
}

/** Which part of a list. */
export interface IPageQuery {
  limit?: number;
  after?: string;
}

/** The interface v1 of the server; a refusal is thrown as a `Failure`. */
export class Api {
  constructor(private readonly transport: ITransport) {}

  /** Where events come from. */
  get eventsUrl(): string {
    return this.transport.url('events');
  }

  /** Where a browser can open something below `v1/`. */
  url(address: string): string {
    return this.transport.url(address);
  }

  /** Where it all is, with a slash at its end. */
  get root(): string {
    const place = this.transport.url('');
    return place.endsWith('/') ? place : `${place}/`;
  }

  me(signal?: AbortSignal): Promise<Me> {
    return this.get('me', { signal });
  }

  stacks(query: IStackQuery, signal?: AbortSignal): Promise<StackPage> {
    return this.get(`stacks${searchOf(query)}`, { signal });
  }

  users(
    query: IPageQuery & { q?: string },
    signal?: AbortSignal
  ): Promise<Users> {
    return this.get(`users${searchOf(query)}`, { signal });
  }

  user(name: string, signal?: AbortSignal): Promise<User> {
    return this.get(userAddress(name), { signal });
  }

  addUser(wish: Partial<NewUser> & { name: string }): Promise<User> {
    return this.tell('POST', 'users', wish);
  }

  changeUser(name: string, changes: Partial<UserChanges>): Promise<User> {
    return this.tell('PATCH', userAddress(name), changes);
  }

  async removeUser(name: string): Promise<void> {
    await this.ask(userAddress(name), { method: 'DELETE' });
  }

  /** A link with which a user signs in once. */
  newLink(user: string): Promise<SignInLink> {
    return this.tell('POST', `${userAddress(user)}/links`, {});
  }

  tokens(
    user: string,
    query: IPageQuery,
    signal?: AbortSignal
  ): Promise<Tokens> {
    const address = `${userAddress(user)}/tokens${searchOf(query)}`;
    return this.get(address, { signal });
  }

  newToken(
    user: string,
    wish: Partial<TokenWish> & { name: string }
  ): Promise<NewToken> {
    return this.tell('POST', `${userAddress(user)}/tokens`, wish);
  }

  async revokeToken(id: string): Promise<void> {
    await this.ask(`tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  usage(signal?: AbortSignal): Promise<Usage> {
    return this.get('usage', { signal });
  }

  stack(path: IStackPath, signal?: AbortSignal): Promise<Stack> {
    return this.get(addressOf(path), { signal });
  }

  /** The frames of a stack, newest first. */
  frames(
    path: IStackPath,
    page: IPageQuery,
    signal?: AbortSignal
  ): Promise<FramePage> {
    return this.get(`${addressOf(path)}/frames${searchOf(page)}`, { signal });
  }

  frame(
    path: IStackPath,
    frame: FrameRef,
    signal?: AbortSignal
  ): Promise<Frame> {
    return this.get(frameAddress(path, frame), { signal });
  }

  /** What can be chosen among the attachments of a frame. */
  choices(
    path: IStackPath,
    frame: FrameRef,
    signal?: AbortSignal
  ): Promise<Choices> {
    return this.get(`${frameAddress(path, frame)}/choices`, { signal });
  }

  /** What changed since the frame before, or since another. */
  diff(
    path: IStackPath,
    frame: FrameRef,
    query: { against?: FrameRef; limit?: number; key?: string } = {},
    signal?: AbortSignal
  ): Promise<FrameChanges> {
    const address = `${frameAddress(path, frame)}/diff${searchOf(query)}`;
    return this.get(address, { signal });
  }

  /** Let a stack show another frame. */
  moveHead(path: IStackPath, frame: FrameRef): Promise<Moved> {
    return this.tell('PUT', `${addressOf(path)}/head`, { frame });
  }

  /** Ask for what is sent as JSON. */
  async get<Answer>(address: string, request: IRequest): Promise<Answer> {
    return (await (await this.ask(address, request)).json()) as Answer;
  }

  /** Send something as JSON. */
  tell<Answer>(method: string, address: string, body: object): Promise<Answer> {
    return this.get(address, {
      method,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' }
    });
  }

  /** Send a request; a refusal is thrown. */
  async ask(address: string, request: IRequest): Promise<Response> {
    const answer = await this.transport.send(address, request);
    if (!answer.ok) {
      throw await failureOf(answer);
    }
    return answer;
  }
}

function userAddress(name: string): string {
  return `users/${encodeURIComponent(name)}`;
}
