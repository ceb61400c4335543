import { Api } from '../../src/api/api';
import type { Dashboard, INewSpec } from '../../src/api/dashboards';
import { IRequest, ITransport } from '../../src/api/transport';
import { DashboardList } from '../../src/models/dashboard-list';
import { NewDashboard } from '../../src/models/new-dashboard';
import { asker } from '../fakes';

/** A server that keeps dashboards of ann's by revision, as ours does. */
class Server implements ITransport {
  readonly kept = new Map<string, Dashboard>();
  readonly deleted = new Map<string, Dashboard>();

  url(address: string): string {
    return `/v1/${address}`;
  }

  send(address: string, request: IRequest = {}): Promise<Response> {
    const method = request.method ?? 'GET';
    const [path = '', search] = address.split('?');
    const body = JSON.parse((request.body ?? '{}') as string) as IBody;
    const query = new URLSearchParams(search);
    return Promise.resolve(this.answer(method, path, body, query));
  }

  /** Somebody else stores a spec. */
  put(name: string, spec: INewSpec): Dashboard {
    const revision = (this.kept.get(name)?.revision ?? 0) + 1;
    const made = { user: 'ann', name, revision, spec } as unknown as Dashboard;
    this.kept.set(name, made);
    return made;
  }

  private answer(
    method: string,
    path: string,
    body: IBody,
    query: URLSearchParams
  ): Response {
    if (path === 'me') {
      return json(asker());
    }
    if (path === 'dashboards') {
      return method === 'POST'
        ? json(this.put(body.spec.title.toLowerCase(), body.spec), 201)
        : json({ dashboards: [...this.kept.values()], next: null });
    }
    const name = decodeURIComponent(path.split('/')[2] ?? '');
    if (path.endsWith('/restore')) {
      this.kept.set(name, this.deleted.get(name) as Dashboard);
      return json(this.kept.get(name));
    }
    if (method === 'GET') {
      return json(this.kept.get(name));
    }
    const asked = body.revision ?? Number(query.get('revision'));
    if (asked !== this.kept.get(name)?.revision) {
      return json({ message: 'changed meanwhile', code: 'conflict' }, 409);
    }
    if (method === 'DELETE') {
      this.deleted.set(name, this.kept.get(name) as Dashboard);
      this.kept.delete(name);
      return new Response(null, { status: 204 });
    }
    return json(this.put(name, body.spec));
  }
}

interface IBody {
  spec: INewSpec;
  revision?: number;
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

const CARDS = [{ stack: 'ann/sales' }];

async function listed(): Promise<{
  server: Server;
  list: DashboardList;
  board: Dashboard;
}> {
  const server = new Server();
  server.put('world', { title: 'World', cards: CARDS });
  const list = new DashboardList(new Api(server));
  await list.load();
  return { server, list, board: list.items[0] as Dashboard };
}

describe('the list of dashboards', () => {
  it('gives one another title, and leaves its cards', async () => {
    const { server, list, board } = await listed();
    await list.rename(board, ' The world ');
    expect(server.kept.get('world')?.spec).toEqual({
      title: 'The world',
      cards: CARDS
    });
    expect(list.items[0]?.spec.title).toBe('The world');
  });

  it('tells of the change of another, and loses nothing of it', async () => {
    const { server, list, board } = await listed();
    const cards = [...CARDS, { stack: 'ann/gdp' }];
    server.put('world', { title: 'World', cards });
    await expect(list.rename(board, 'Mine')).rejects.toThrow('meanwhile');
    await expect(list.remove(board)).rejects.toThrow('meanwhile');
    expect(server.kept.get('world')?.spec).toEqual({ title: 'World', cards });
    expect(list.gone).toBe(null);
    await list.rename(await list.latest(board), 'Mine');
    expect(server.kept.get('world')?.spec).toEqual({ title: 'Mine', cards });
  });

  it('deletes one, and brings it back', async () => {
    const { list, board } = await listed();
    await list.remove(board);
    expect(list.items).toEqual([]);
    expect(list.gone).toEqual(board);
    await list.restore();
    expect(list.items).toEqual([board]);
    expect(list.gone).toBe(null);
  });
});

describe('a new dashboard', () => {
  const [sales, gdp, faang] = ['sales', 'gdp', 'faang'].map(name => ({
    user: 'ann',
    name
  }));

  function begun(): { server: Server; draft: NewDashboard } {
    const server = new Server();
    return { server, draft: new NewDashboard(new Api(server)) };
  }

  function names(draft: NewDashboard): string[] {
    return draft.chosen.map(stack => stack.name);
  }

  it('has the stacks that were chosen, each once, in their order', () => {
    const { draft } = begun();
    [sales, gdp, faang].forEach(stack => draft.toggle(stack!));
    draft.toggle({ user: 'ann', name: 'gdp' });
    expect(names(draft)).toEqual(['sales', 'faang']);
    draft.toggle(gdp!);
    draft.move(gdp!, -2);
    expect(names(draft)).toEqual(['gdp', 'sales', 'faang']);
    draft.move(gdp!, -1);
    draft.move(faang!, 1);
    expect(names(draft)).toEqual(['gdp', 'sales', 'faang']);
    draft.move(sales!, 1);
    expect(names(draft)).toEqual(['gdp', 'faang', 'sales']);
  });

  it('is made when it has a title and stacks', async () => {
    const { server, draft } = begun();
    draft.call('World');
    expect(draft.isReady).toBe(false);
    draft.toggle(sales!);
    expect(draft.isReady).toBe(true);
    draft.call('  ');
    expect(draft.isReady).toBe(false);
    draft.call(' World ');
    draft.describe('Of sixty years');
    expect((await draft.create()).name).toBe('world');
    expect(server.kept.get('world')?.spec).toEqual({
      title: 'World',
      description: 'Of sixty years',
      cards: CARDS
    });
  });
});
