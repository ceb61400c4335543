import { Failure } from '../api/failure';
import { IRequest, ITransport } from '../api/transport';
import { english, ITranslation } from '../words';

/** Requests to the server of the page; what came with the page is not asked for again. */
export class WebTransport implements ITransport {
  private readonly answers: Map<string, unknown>;

  constructor(
    private readonly baseUrl: string,
    answers: Record<string, unknown>,
    private readonly trans: ITranslation = english
  ) {
    this.answers = new Map(
      Object.entries(answers).map(([address, answer]) => [
        ordered(address),
        answer
      ])
    );
  }

  url(address: string): string {
    return `${this.baseUrl}dstack/api/v1/${address}`;
  }

  async send(address: string, request: IRequest = {}): Promise<Response> {
    const known = this.taken(address, request);
    if (known) {
      return known;
    }
    try {
      return await fetch(this.url(address), {
        ...request,
        headers: { ...request.headers, ...proof(document.cookie) },
        cache: 'no-cache'
      });
    } catch (error) {
      if (request.signal?.aborted) {
        throw error;
      }
      throw this.away();
    }
  }

  private away(): Failure {
    return new Failure(
      0,
      'away',
      this.trans.__(
        'The server does not answer. Is the network there, and does it run?'
      )
    );
  }

  /** What came with the page is as old as the page, and answers once; who one is stays as long as the page does. */
  private taken(address: string, request: IRequest): Response | null {
    if (request.method && request.method !== 'GET') {
      return null;
    }
    const name = ordered(address);
    const answer = this.answers.get(name);
    if (name !== ME) {
      this.answers.delete(name);
    }
    return answer === undefined ? null : Response.json(answer);
  }
}

const ME = 'me?';

/** That a page of this server writes, and no other: what the cookie says, in a header. */
function proof(cookies: string): Record<string, string> {
  const value = cookie(cookies, '_xsrf');
  return value === undefined ? {} : { 'X-XSRFToken': value };
}

/** The value of a cookie that scripts may read. */
export function cookie(cookies: string, name: string): string | undefined {
  const found = cookies
    .split('; ')
    .find(each => each.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  return found?.replace(/^"|"$/g, '');
}

/** An address whose query is in one order, however it was written. */
function ordered(address: string): string {
  const [path = '', query = ''] = address.split('?');
  const names = new URLSearchParams(query);
  names.sort();
  return `${path}?${names.toString()}`;
}
