import { Api } from '../../src/api/api';
import { ITransport } from '../../src/api/transport';
import { Preferences } from '../../src/models/preferences';
import { StackList } from '../../src/models/stack-list';

const PAGE = 100;

/** A server with stacks of ann's, the last one first. */
class Server implements ITransport {
  readonly asked: string[] = [];
  answers: ((address: string) => Response | Promise<Response>) | null = null;

  constructor(public count: number) {}

  url(address: string): string {
    return `/v1/${address}`;
  }

  send(
    address: string,
    request: { signal?: AbortSignal } = {}
  ): Promise<Response> {
    this.asked.push(address);
    const { signal } = request;
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
      setTimeout(() => resolve(this.answer(address)));
    });
  }

  private answer(address: string): Response | Promise<Response> {
    if (this.answers) {
      return this.answers(address);
    }
    if (address === 'me') {
      return json({ user: 'ann', where: 'here' });
    }
    const query = new URLSearchParams(address.split('?')[1]);
    const names = Array.from({ length: this.count }, (_, n) => `s${n}`)
      .reverse()
      .filter(name => name.includes(query.get('q') ?? ''));
    const from = Number(query.get('after') ?? 0);
    const to = from + Number(query.get('limit'));
    return json({
      stacks: names.slice(from, to).map(name => ({ user: 'ann', name })),
      next: to < names.length ? String(to) : null
    });
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

function listOf(count: number): { server: Server; list: StackList } {
  const server = new Server(count);
  return { server, list: new StackList(new Api(server)) };
}

function names(list: StackList): string[] {
  return list.stacks.map(stack => stack.name);
}

/** Wait for what the list says of itself. */
function until(list: StackList, met: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = (): void => {
      if (met()) {
        end();
        resolve();
      }
    };
    const end = list.subscribe(look);
    look();
  });
}

describe('the list of stacks', () => {
  it('asks for nothing until it is looked at', () => {
    expect(listOf(3).server.asked).toEqual([]);
  });

  it('comes in pages as it is scrolled, each asked for once', async () => {
    const { server, list } = listOf(250);
    await list.load();
    expect(list.stacks.length).toBe(PAGE);
    await Promise.all([list.more(), list.more()]);
    expect(list.stacks.length).toBe(2 * PAGE);
    await list.more();
    await list.more();
    expect(names(list)).toEqual(
      Array.from({ length: 250 }, (_, n) => `s${249 - n}`)
    );
    expect(server.asked.length).toBe(4);
  });

  it('has what was searched for last, however the answers come', async () => {
    const { list } = listOf(30);
    await list.load();
    list.search('s1');
    list.search('s12');
    expect(names(list).length).toBe(30);
    await until(list, () => list.stacks.length === 1);
    expect(names(list)).toEqual(['s12']);
    expect(list.isNarrowed).toBe(true);
  });

  it('keeps what it shows when something new comes, and its length', async () => {
    const { server, list } = listOf(250);
    await list.load();
    await list.more();
    server.count = 251;
    const loading = list.load();
    expect(list.state).toBe('ready');
    expect(names(list)[0]).toBe('s249');
    await loading;
    expect(names(list)[0]).toBe('s250');
    expect(list.stacks.length).toBe(2 * PAGE);
  });

  it('loses no page that is asked for while it is loaded anew', async () => {
    const { list } = listOf(250);
    await list.load();
    const loading = list.load();
    await Promise.all([list.more(), loading]);
    expect(list.stacks.length).toBe(PAGE);
    const more = list.more();
    const again = list.load();
    await Promise.all([more, again]);
    expect(list.stacks.length).toBe(2 * PAGE);
  });

  it('puts no page of one search below another', async () => {
    const { server, list } = listOf(250);
    await list.load();
    list.search('s1');
    await list.more();
    expect(list.stacks.length).toBe(PAGE);
    expect(server.asked.at(-1)).not.toContain('after=');
  });

  it('keeps the place of one who has scrolled beyond a thousand', async () => {
    const { server, list } = listOf(2500);
    await list.load();
    while (list.hasMore) {
      await list.more();
    }
    server.asked.length = 0;
    await list.load();
    expect(list.stacks.length).toBe(2500);
    expect(server.asked.length).toBe(3);
  });

  it('asks for one page when something else is asked for', async () => {
    const { server, list } = listOf(250);
    await list.load();
    await list.more();
    list.show('mine');
    await until(list, () => list.stacks.length === PAGE);
    expect(server.asked.at(-1)).toContain(`limit=${PAGE}`);
  });

  it('names whose stacks it wants, and in which order', async () => {
    const { server, list } = listOf(1);
    list.show('shared');
    list.order('name');
    await until(list, () => list.state === 'ready');
    expect(server.asked.at(-1)).toBe('stacks?whose=shared&sort=name&limit=100');
  });

  it('asks for as many at a time as a person has chosen', async () => {
    const server = new Server(50);
    const preferences = new Preferences({ pageSize: 20 });
    const list = new StackList(new Api(server), preferences);
    await list.load();
    expect(server.asked.at(-1)).toBe('stacks?sort=time&limit=20');
    preferences.set({ pageSize: 10 });
    await list.more();
    expect(list.stacks.length).toBe(30);
    preferences.set({});
    await list.load();
    expect(server.asked.at(-1)).toBe('stacks?sort=time&limit=100');
  });

  it('says what the server says is wrong, and heals', async () => {
    const { server, list } = listOf(1);
    server.answers = () =>
      json({ message: 'the store is busy', code: 'busy' }, 503);
    await list.load();
    expect(list.state).toBe('failed');
    expect(list.failure?.message).toBe('the store is busy');
    expect(list.failure?.isAway).toBe(true);
    server.answers = null;
    await list.load();
    expect(list.state).toBe('ready');
    expect(list.failure).toBe(null);
  });

  it('does not ask again and again for a page that does not come', async () => {
    const { server, list } = listOf(250);
    await list.load();
    server.answers = () => json({ message: 'gone', code: 'gone' }, 500);
    await list.more();
    expect(list.failure?.message).toBe('gone');
    const before = server.asked.length;
    await list.more();
    expect(server.asked.length).toBe(before);
    server.answers = null;
    await list.load();
    await list.more();
    expect(list.stacks.length).toBe(2 * PAGE);
  });

  it('says so when what answers speaks no JSON', async () => {
    const { server, list } = listOf(1);
    server.answers = () =>
      new Response('<html>', { status: 502, statusText: 'Bad Gateway' });
    await list.load();
    expect(list.failure?.message).toBe('502 Bad Gateway');
  });
});
