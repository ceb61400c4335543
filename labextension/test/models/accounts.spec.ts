import { Api } from '../../src/api/api';
import { IRequest, ITransport } from '../../src/api/transport';
import { OwnAccount } from '../../src/models/own-account';
import { TokenList } from '../../src/models/token-list';
import { UserList } from '../../src/models/user-list';

/** A server that ann administers, with bob. */
class Server implements ITransport {
  readonly asked: string[] = [];
  users = new Map<string, Record<string, unknown>>();
  tokens: { id: string; name: string; days: number | null }[] = [];
  isBroken = false;

  constructor() {
    this.users.set('ann', { is_admin: true, default_access_level: 'private' });
    this.users.set('bob', { is_admin: false, default_access_level: 'private' });
  }

  url(address: string): string {
    return `/v1/${address}`;
  }

  async send(address: string, request: IRequest = {}): Promise<Response> {
    const method = request.method ?? 'GET';
    this.asked.push(`${method} ${address}`);
    await Promise.resolve();
    const said = JSON.parse((request.body as string) ?? 'null') as unknown;
    return this.isBroken
      ? json({ message: 'the store is busy', code: 'busy' }, 503)
      : this.answer(method, address, said as Record<string, unknown> | null);
  }

  private answer(
    method: string,
    address: string,
    said: Record<string, unknown> | null
  ): Response {
    const [path = '', query = ''] = address.split('?');
    const [what, name = '', part] = path.split('/').map(decodeURIComponent);
    if (what === 'me') {
      return json({ user: 'ann', is_admin: true });
    }
    if (what === 'usage') {
      return json({ users: { ann: 1200 } });
    }
    if (what === 'tokens') {
      this.tokens = this.tokens.filter(each => each.id !== name);
      return new Response(null, { status: 204 });
    }
    if (part === 'links') {
      return json({ user: name, secret: `once-${name}`, expires: '2030' }, 201);
    }
    if (part === 'tokens') {
      return method === 'POST'
        ? this.make(said as { name: string; days: number | null })
        : json({ tokens: this.tokens, next: null });
    }
    return this.ofUsers(method, name, said, new URLSearchParams(query));
  }

  private make(wish: { name: string; days: number | null }): Response {
    const token = { ...wish, id: `t${this.tokens.length}` };
    this.tokens = [token, ...this.tokens];
    return json({ token, secret: 'dsk_secret' }, 201);
  }

  private ofUsers(
    method: string,
    name: string,
    said: Record<string, unknown> | null,
    query: URLSearchParams
  ): Response {
    if (method === 'DELETE') {
      this.users.delete(name);
      return new Response(null, { status: 204 });
    }
    const called = name || ((said?.name ?? '') as string);
    if (said) {
      this.users.set(called, { ...this.users.get(called), ...said });
    }
    if (called) {
      return json({ ...this.users.get(called), name: called });
    }
    const found = [...this.users.keys()].filter(each =>
      each.includes(query.get('q') ?? '')
    );
    return json({ users: found.map(each => ({ name: each })), next: null });
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

function names(list: { items: readonly { name: string }[] }): string[] {
  return list.items.map(({ name }) => name);
}

describe('the tokens of one who looks', () => {
  it('are listed, made with their secret shown once, and revoked', async () => {
    const tokens = new TokenList(new Api(new Server()));
    await tokens.load();
    expect(names(tokens)).toEqual([]);
    const made = await tokens.make({ name: 'laptop', days: null });
    expect(made.secret).toBe('dsk_secret');
    expect(names(tokens)).toEqual(['laptop']);
    expect(JSON.stringify(tokens.items)).not.toContain('dsk_secret');
    await tokens.revoke(made.token);
    expect(names(tokens)).toEqual([]);
  });
});

describe('the users of a server', () => {
  it('are searched, added with a link, changed and removed', async () => {
    const server = new Server();
    const users = new UserList(new Api(server));
    await users.load();
    expect(names(users)).toEqual(['ann', 'bob']);
    const link = await users.add({ name: 'käthe', is_admin: false });
    expect(link.secret).toBe('once-käthe');
    expect(names(users)).toContain('käthe');
    await users.change('käthe', { is_disabled: true });
    expect(server.users.get('käthe')?.is_disabled).toBe(true);
    await users.remove('bob');
    expect(names(users)).toEqual(['ann', 'käthe']);
    users.text = 'an';
    await users.load();
    expect(names(users)).toEqual(['ann']);
  });

  it('are listed before it is known what they take', async () => {
    const users = new UserList(new Api(new Server()));
    await users.load();
    expect(users.usage).toBe(null);
    await users.weigh();
    expect(users.usage).toEqual({ ann: 1200 });
  });

  it('stay as they were when a change is refused, which is thrown', async () => {
    const server = new Server();
    const users = new UserList(new Api(server));
    await users.load();
    server.isBroken = true;
    await expect(users.remove('bob')).rejects.toThrow('the store is busy');
    expect(names(users)).toEqual(['ann', 'bob']);
  });
});

describe('the account of one who looks', () => {
  it('says who sees new stacks, and changes it', async () => {
    const server = new Server();
    const account = new OwnAccount(new Api(server));
    await account.load();
    expect(account.user?.default_access_level).toBe('private');
    await account.setAccess('internal');
    expect(account.user?.default_access_level).toBe('internal');
    expect(server.users.get('ann')?.default_access_level).toBe('internal');
  });

  it('says what is wrong, and heals', async () => {
    const server = new Server();
    const account = new OwnAccount(new Api(server));
    server.isBroken = true;
    await account.load();
    expect(account.failure?.message).toBe('the store is busy');
    server.isBroken = false;
    await account.load();
    expect(account.failure).toBe(null);
    expect(account.user?.name).toBe('ann');
  });
});
