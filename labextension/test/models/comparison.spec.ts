import { Api } from '../../src/api/api';
import { ITransport } from '../../src/api/transport';
import { Comparison } from '../../src/models/comparison';

/** A server that is asked to compare, and answers when it is told to. */
class Server implements ITransport {
  readonly asked: string[] = [];
  refusal: string | null = null;

  url(address: string): string {
    return `/v1/${address}`;
  }

  send(
    address: string,
    request: { signal?: AbortSignal } = {}
  ): Promise<Response> {
    this.asked.push(address);
    return new Promise((resolve, reject) => {
      request.signal?.addEventListener('abort', () => reject(new Error('no')));
      setTimeout(() => resolve(this.answer(address)));
    });
  }

  /** The limits and keys that were asked for. */
  get queries(): string[] {
    const asked = this.asked.filter(address => address.includes('/diff?'));
    return asked.map(address => address.split('/frames/')[1] ?? '');
  }

  private answer(address: string): Response {
    if (address.includes('/diff?') && this.refusal) {
      return json({ message: this.refusal, code: 'invalid' }, 400);
    }
    const [, now, old] = /frames\/(\d)\/diff\?against=(\d)/.exec(address) ?? [];
    return json(
      now
        ? { old: Number(old), new: Number(now), attachments: [] }
        : { frames: [{ number: 3 }, { number: 2 }, { number: 1 }], next: null }
    );
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

function compared(server: Server): Comparison {
  const path = { user: 'ann', name: 'sales' };
  return new Comparison(new Api(server), path, 1, 2);
}

function ready(comparison: Comparison): Promise<void> {
  return new Promise(resolve => {
    const end = comparison.subscribe(() => {
      if (comparison.state !== 'loading') {
        end();
        resolve();
      }
    });
  });
}

describe('two frames that are compared', () => {
  it('are the pair that was chosen last', async () => {
    const comparison = compared(new Server());
    void comparison.load();
    comparison.compare(1, 3);
    await ready(comparison);
    expect(comparison.changes).toMatchObject({ old: 1, new: 3 });
    expect(comparison.frames.map(({ number }) => number)).toEqual([3, 2, 1]);
    comparison.compare(3, 1);
    await ready(comparison);
    expect(comparison.changes).toMatchObject({ old: 3, new: 1 });
  });

  it('are told of at length where one wants to read more, up to an end', async () => {
    const server = new Server();
    const comparison = compared(server);
    await comparison.load();
    while (comparison.canTellMore) {
      comparison.more();
      await ready(comparison);
    }
    expect(server.queries).toEqual([
      '2/diff?against=1&limit=100',
      '2/diff?against=1&limit=500',
      '2/diff?against=1&limit=2000'
    ]);
    expect(server.asked.filter(one => one.includes('/frames?')).length).toBe(1);
  });

  it('keep what is shown when a key is refused, and say why', async () => {
    const server = new Server();
    const comparison = compared(server);
    await comparison.load();
    server.refusal = 'the key month stands in two rows';
    comparison.match('month');
    await ready(comparison);
    expect(comparison.failure?.message).toBe(
      'the key month stands in two rows'
    );
    expect(comparison.changes).not.toBe(null);
    server.refusal = null;
    comparison.match('id');
    await ready(comparison);
    expect(server.queries.at(-1)).toBe('2/diff?against=1&limit=100&key=id');
    expect(comparison.failure).toBe(null);
  });
});
