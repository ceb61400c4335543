import { RunningPages } from '../../src/api/running-pages';
import { IRequest, ITransport } from '../../src/api/transport';
import { RunningList } from '../../src/models/running-list';

/** A Jupyter server behind whose pages kernels run. */
class Server implements ITransport {
  kernels = ['k1', 'k2', 'k3'];
  hasVoila = true;
  asked = 0;

  url(address: string): string {
    return address;
  }

  send(address: string, { method }: IRequest = {}): Promise<Response> {
    this.asked += 1;
    if (!this.hasVoila || (address && !this.kernels.includes(address))) {
      return Promise.resolve(new Response('{}', { status: 404 }));
    }
    if (method === 'DELETE') {
      this.kernels = this.kernels.filter(one => one !== address);
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    const pages = this.kernels.map(kernel => ({ kernel, title: kernel }));
    return Promise.resolve(new Response(JSON.stringify({ pages })));
  }
}

function begun(): {
  server: Server;
  list: RunningList;
  eye: { isOpen: boolean };
} {
  const server = new Server();
  const eye = { isOpen: true };
  const list = new RunningList(new RunningPages(server), () => eye.isOpen);
  return { server, list, eye };
}

function titles(list: RunningList): string[] {
  return list.items.map(({ title }) => title);
}

describe('the list of pages that run a kernel', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['performance'] }));
  afterEach(() => jest.useRealTimers());

  it('asks as long as somebody looks, and no longer', async () => {
    const { server, list, eye } = begun();
    eye.isOpen = false;
    list.watch();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.asked).toBe(0);
    eye.isOpen = true;
    list.watch();
    list.watch();
    await jest.advanceTimersByTimeAsync(1);
    expect(titles(list)).toEqual(['k1', 'k2', 'k3']);
    expect(server.asked).toBe(1);
    server.kernels = ['k3'];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(titles(list)).toEqual(['k3']);
    eye.isOpen = false;
    const { asked } = server;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.asked).toBe(asked);
  });

  it('shuts kernels down, those that are gone already too', async () => {
    const { server, list } = begun();
    await list.load();
    const [first, ...others] = list.items;
    if (first) {
      await list.shutDown(first);
    }
    expect(titles(list)).toEqual(['k2', 'k3']);
    server.kernels = ['k3'];
    await list.shutDown(...others);
    expect(titles(list)).toEqual([]);
  });

  it('is empty where the server has no Voila', async () => {
    const { server, list } = begun();
    server.hasVoila = false;
    await list.load();
    expect(titles(list)).toEqual([]);
  });
});
