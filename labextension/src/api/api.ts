import { failureOf } from './failure';
import { IRequest, ITransport } from './transport';
import type { components } from './v1';

type Schemas = components['schemas'];
export type Me = Schemas['Me'];
export type ListedStack = Schemas['ListedStack'];
export type StackPage = Schemas['StackPage'];

/** Which stacks a list has, and in which order. */
export interface IStackQuery {
  q?: string;
  whose?: 'mine' | 'shared';
  sort?: 'time' | 'name';
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

  me(signal?: AbortSignal): Promise<Me> {
    return this.get('me', { signal });
  }

  stacks(query: IStackQuery, signal?: AbortSignal): Promise<StackPage> {
    return this.get(`stacks${searchOf(query)}`, { signal });
  }

  private async get<Answer>(
    address: string,
    request: IRequest
  ): Promise<Answer> {
    const answer = await this.transport.send(address, request);
    if (!answer.ok) {
      throw await failureOf(answer);
    }
    return (await answer.json()) as Answer;
  }
}

function searchOf(query: object): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== ''
  );
  const search = new URLSearchParams(
    given.map(([name, value]) => [name, String(value)])
  ).toString();
  return search && `?${search}`;
}
