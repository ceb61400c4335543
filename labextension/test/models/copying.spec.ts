import type { IHowFar } from '../../src/api/long-work';
import { OwnCopies } from '../../src/api/own-copies';
import type { IShared } from '../../src/api/sharing';
import { IRequest, ITransport } from '../../src/api/transport';
import { Copying } from '../../src/models/copying';

const SALES: IShared = { kind: 'stacks', user: 'ann', name: 'sales/eu' };
const THERE = { user: 'ann', name: 'sales/eu', is_new: true };

/** A Jupyter server that says these things of its work, one after another, and then waits or ends. */
class Server implements ITransport {
  readonly asked: unknown[] = [];

  constructor(
    private readonly said: readonly object[],
    private readonly ends = true
  ) {}

  url(address: string): string {
    return `/dstack/copy${address}`;
  }

  send(_: string, request: IRequest = {}): Promise<Response> {
    this.asked.push(JSON.parse(request.body as string));
    const lines = this.said.map(one => `${JSON.stringify(one)}\n`).join('');
    const body = new ReadableStream<Uint8Array>({
      start: stream => {
        const bytes = new TextEncoder().encode(lines);
        stream.enqueue(bytes.slice(0, 7)); // answers are cut anywhere
        stream.enqueue(bytes.slice(7));
        request.signal?.addEventListener('abort', () => stream.error());
        if (this.ends) {
          stream.close();
        }
      }
    });
    return Promise.resolve(new Response(body));
  }
}

function copyingBy(server: Server): { copying: Copying; fars: IHowFar[] } {
  const copying = new Copying(new OwnCopies(server), SALES);
  const fars: IHowFar[] = [];
  copying.subscribe(() => copying.far && fars.push(copying.far));
  return { copying, fars };
}

describe('a copy to a server', () => {
  it('says how far it is and where it came', async () => {
    const server = new Server([{ done: 5, total: 10 }, THERE]);
    const { copying, fars } = copyingBy(server);
    await copying.start('team');
    expect(fars.map(({ done }) => done)).toEqual([0, 5]);
    expect(copying.far).toBe(null);
    expect(copying.copied).toEqual({ ...THERE, to: 'team' });
    expect(server.asked).toEqual([
      { kind: 'stacks', name: 'sales/eu', to: 'team' }
    ]);
  });

  it('takes another name there', async () => {
    const server = new Server([THERE]);
    const { copying } = copyingBy(server);
    copying.set({ name: ' eu ' });
    await copying.start('team');
    expect(server.asked[0]).toMatchObject({ name: 'sales/eu', rename: 'eu' });
  });

  it('says what went wrong, and goes on when it is started again', async () => {
    const said = [
      { message: 'sales/eu went on differently', code: 'conflict' }
    ];
    const { copying } = copyingBy(new Server(said));
    await copying.start('team');
    expect(copying.failure?.message).toBe('sales/eu went on differently');
    expect(copying.copied).toBe(null);
    const again = copyingBy(new Server([])).copying;
    await again.start('team');
    expect(again.failure?.message).toContain('ended');
  });

  it('is stopped without a word', async () => {
    const server = new Server([{ done: 1, total: 9 }], false);
    const { copying } = copyingBy(server);
    const started = copying.start('team');
    copying.stop();
    await started;
    expect([copying.far, copying.failure, copying.copied]).toEqual([
      null,
      null,
      null
    ]);
  });
});
