import { Api } from '../../src/api/api';
import { IShared } from '../../src/api/sharing';
import { IRequest, ITransport } from '../../src/api/transport';
import { Sharing } from '../../src/models/sharing';
import { copySnippet } from '../../src/models/snippets/copy';
import { asker } from '../fakes';

const SALES: IShared = { kind: 'stacks', user: 'ann', name: 'sales/eu' };
const AT = 'stacks/ann/sales/eu/-';

/** A store of ann's in which others may have accounts. */
class Server implements ITransport {
  me = asker({ owns_store: true });
  readonly users = ['ann'];
  readonly permitted = new Map<string, string>();
  level = 'private';

  url(address: string): string {
    return `/v1/${address}`;
  }

  send(address: string, request: IRequest = {}): Promise<Response> {
    return Promise.resolve(this.answer(address, request));
  }

  private answer(address: string, request: IRequest): Response {
    const [place = '', search] = address.split('?');
    if (place === 'me') {
      return json(this.me);
    }
    if (place === 'users') {
      return json({ users: this.users.map(name => ({ name })) });
    }
    const given = JSON.parse((request.body as string) ?? '{}') as IGiven;
    if (place === AT) {
      this.level = given.access_level ?? this.level;
      return json({});
    }
    const user = place.slice(`${AT}/permissions/`.length);
    if (request.method === 'PUT' && !this.users.includes(user)) {
      return json({ message: `there is no user ${user}` }, 404);
    }
    if (request.method === 'PUT') {
      this.permitted.set(user, given.permission ?? '');
    } else if (request.method === 'DELETE') {
      this.permitted.delete(user);
    }
    return json(this.page(new URLSearchParams(search).get('after')));
  }

  /** Two at a time. */
  private page(after: string | null): object {
    const from = Number(after ?? 0);
    const all = [...this.permitted].map(([user, permission]) => ({
      user,
      permission
    }));
    const next = from + 2 < all.length ? String(from + 2) : null;
    return { permitted: all.slice(from, from + 2), next };
  }
}

interface IGiven {
  access_level?: string;
  permission?: string;
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

async function shared(
  server: Server,
  onChanged = (): void => undefined
): Promise<Sharing> {
  const sharing = new Sharing(new Api(server), SALES, 'private', onChanged);
  await sharing.load();
  return sharing;
}

describe('who sees a stack', () => {
  it('is the owner alone where nobody else has an account, and a copy brings it to others', async () => {
    const server = new Server();
    expect((await shared(server)).isAlone).toBe(true);
    expect(copySnippet(SALES, 'team').split('\n').at(-1)).toBe(
      'ds.copy("sales/eu", to="team")'
    );
    expect(copySnippet({ ...SALES, kind: 'dashboards' }, 'a "b"')).toContain(
      'ds.copy(dashboards=["sales/eu"], to="a \\"b\\"")'
    );
    expect(copySnippet(SALES, 'team', 'eu')).toContain(
      'to="team", rename={"sales/eu": "eu"})'
    );
    server.users.push('bob');
    expect((await shared(server)).isAlone).toBe(false);
  });

  it('is not told to be the owner alone by a server that hides its users', async () => {
    const server = new Server();
    server.me = { ...server.me, owns_store: false };
    expect((await shared(server)).isAlone).toBe(false);
  });

  it('is changed at once, and told', async () => {
    const server = new Server();
    server.users.push('bob', 'eve');
    let changes = 0;
    const sharing = await shared(server, () => (changes += 1));
    expect(sharing.candidates).toEqual(['bob', 'eve']);
    await sharing.permit('bob', 'push');
    expect(server.permitted.get('bob')).toBe('push');
    expect(sharing.permitted).toEqual([{ user: 'bob', permission: 'push' }]);
    expect(sharing.candidates).toEqual(['eve']);
    await sharing.open('internal');
    expect([server.level, sharing.level]).toEqual(['internal', 'internal']);
    await sharing.permit('bob', null);
    expect(sharing.permitted).toEqual([]);
    expect(changes).toBe(3);
  });

  it('is told whole, however many they are', async () => {
    const server = new Server();
    for (const user of ['a', 'b', 'c', 'd', 'e']) {
      server.permitted.set(user, 'view');
    }
    const sharing = await shared(server);
    expect(sharing.permitted.map(({ user }) => user).join('')).toBe('abcde');
  });

  it('stays as it was when the server refuses, and says why', async () => {
    const server = new Server();
    const sharing = await shared(server);
    expect(await sharing.permit('zoe', 'view')).toBe(false);
    expect(sharing.error).toBe('there is no user zoe');
    expect(sharing.isBusy).toBe(false);
    await sharing.open('public');
    expect(sharing.error).toBe(null);
  });

  it.each([
    ['somebody else', { user: 'bob' }, false],
    ['its owner by a token that pushes', { scope: 'push' as const }, true]
  ])('is not asked for by %s', async (_, changes, isMine) => {
    const server = new Server();
    server.me = asker(changes);
    server.permitted.set('eve', 'view');
    const sharing = await shared(server);
    expect([sharing.state, sharing.isMine]).toEqual(['ready', isMine]);
    expect(sharing.mayShare).toBe(false);
    expect(sharing.permitted).toEqual([]);
  });
});
