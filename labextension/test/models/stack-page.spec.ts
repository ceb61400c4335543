import { Api, FrameSummary } from '../../src/api/api';
import { IRequest, ITransport } from '../../src/api/transport';
import { Observable } from '../../src/models/observable';
import { ShownStack } from '../../src/models/stack-page';
import { asker } from '../fakes';

/** A server with one stack, `ann/gdp`, whose frames have an attachment for each country. */
class Server implements ITransport {
  readonly asked: string[] = [];
  frames = [['FR'], ['FR', 'DE'], ['DE', 'FR', 'ES']];
  head = 3;
  refusal: number | null = null;

  url(address: string): string {
    return `/v1/${address}`;
  }

  async send(address: string, request: IRequest = {}): Promise<Response> {
    this.asked.push(address);
    await Promise.resolve();
    if (request.signal?.aborted) {
      throw new Error('nobody waits for it');
    }
    return this.refusal === null
      ? this.answer(address.replace('stacks/ann/gdp/-', ''), request)
      : json({ message: 'no', code: 'no' }, this.refusal);
  }

  private answer(place: string, { body }: IRequest): Response {
    const [, number, part] = /^\/frames\/f?(\d+)(.*)/.exec(place) ?? [];
    if (place === 'me') {
      return json(asker());
    }
    if (place === '') {
      const head = this.head ? this.frame(this.head) : null;
      return json({ user: 'ann', name: 'gdp', head });
    }
    if (place.startsWith('/frames?')) {
      const frames = this.frames.map((_, at) => this.frame(at + 1)).reverse();
      return json({ frames, next: null });
    }
    if (place === '/head') {
      const old = this.frame(this.head);
      this.head = (JSON.parse(body as string) as { frame: number }).frame;
      return json({ old, new: this.frame(this.head) });
    }
    if (!this.frames[Number(number) - 1]) {
      return json({ message: 'no such frame', code: 'not_found' }, 404);
    }
    return json(
      part === '/choices'
        ? this.choices(Number(number))
        : part?.startsWith('/diff')
          ? { old: Number(number) - 1, new: Number(number), attachments: [] }
          : this.frame(Number(number))
    );
  }

  private frame(number: number): object {
    const countries = this.frames[number - 1] ?? [];
    return {
      id: `f${number}`,
      number,
      length: 10 * number,
      attachments: countries.map((country, index) => ({
        index,
        params: { country, source: 'WB' }
      }))
    };
  }

  private choices(number: number): object {
    const labels = this.frames[number - 1] ?? [];
    const kind = labels.length > 1 ? 'dropdown' : 'caption';
    return {
      params: [{ name: 'country', kind, type: 'string', labels }],
      rows: labels.map(label => [label])
    };
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

async function opened(
  search = ''
): Promise<{ server: Server; shown: ShownStack }> {
  const server = new Server();
  const path = { user: 'ann', name: 'gdp' };
  const shown = new ShownStack(new Api(server), path, search);
  await shown.load();
  return { server, shown };
}

/** Wait for what a model says of itself. */
function until(model: Observable, met: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = (): void => {
      if (met()) {
        end();
        resolve();
      }
    };
    const end = model.subscribe(look);
    look();
  });
}

describe('the page of a stack', () => {
  it('shows the first attachment of the head', async () => {
    const { shown } = await opened();
    expect([shown.state, shown.frame?.number]).toEqual(['ready', 3]);
    expect(shown.attachment?.params).toEqual({ country: 'DE', source: 'WB' });
    expect([shown.isOld, shown.search]).toEqual([false, '']);
  });

  it('shows what its address asks for', async () => {
    const { shown } = await opened('?frame=2&country=DE');
    expect([shown.frame?.number, shown.isOld]).toEqual([2, true]);
    expect(shown.params).toEqual({ country: 'DE' });
    expect(shown.search).toBe('?frame=2&country=DE');
  });

  it('keeps what was chosen when another frame is looked at', async () => {
    const { shown } = await opened();
    shown.choose('country', 'FR');
    expect(shown.search).toBe('?country=FR');
    shown.lookAt(2);
    await until(shown, () => shown.frame?.number === 2);
    expect(shown.params).toEqual({ country: 'FR' });
    expect(shown.search).toBe('?frame=2&country=FR');
    shown.lookAt(3);
    await until(shown, () => shown.frame?.number === 3);
    expect(shown.search).toBe('?country=FR');
  });

  it('goes back to where it was', async () => {
    const { shown } = await opened();
    shown.choose('country', 'FR');
    shown.go('?frame=2');
    await until(shown, () => shown.frame?.number === 2);
    shown.go('');
    await until(shown, () => shown.frame?.number === 3);
    expect(shown.params).toEqual({ country: 'DE' });
  });

  it('follows the head while one looks at it, and stays at an older frame', async () => {
    const { server, shown } = await opened('?country=ES');
    server.frames.push(['IT', 'ES']);
    server.head = 4;
    await shown.load();
    expect([shown.frame?.number, shown.params]).toEqual([4, { country: 'ES' }]);
    shown.lookAt(2);
    await until(shown, () => shown.frame?.number === 2);
    server.frames.push(['PL']);
    server.head = 5;
    await shown.load();
    expect([shown.frame?.number, shown.stack?.head?.number]).toEqual([2, 5]);
  });

  it('asks for the choices of a frame once', async () => {
    const { server, shown } = await opened();
    await shown.load();
    const asked = server.asked.filter(each => each.endsWith('/choices'));
    expect(asked).toEqual(['stacks/ann/gdp/-/frames/f3/choices']);
  });

  it('makes an older frame the head, and takes it back', async () => {
    const { server, shown } = await opened('?frame=1');
    expect(shown.may('change')).toBe(true);
    await shown.makeHead(1);
    await until(shown, () => shown.stack?.head?.number === 1);
    expect([shown.isOld, shown.moved]).toEqual([false, { from: 3, to: 1 }]);
    await shown.undo();
    await until(shown, () => shown.stack?.head?.number === 3);
    expect([server.head, shown.moved]).toEqual([3, null]);
  });

  it('says what is wrong, keeps what it shows, and heals', async () => {
    const { server, shown } = await opened();
    server.refusal = 503;
    await shown.load();
    expect([shown.state, shown.failure?.isAway]).toEqual(['failed', true]);
    expect(shown.frame?.number).toBe(3);
    server.refusal = null;
    await shown.load();
    expect(shown.state).toBe('ready');
    expect(shown.failure).toBe(null);
  });

  it('says so when its address names a frame that is not there', async () => {
    const { shown } = await opened('?frame=99');
    expect([shown.state, shown.failure?.status]).toEqual(['failed', 404]);
    shown.lookAt(null);
    await until(shown, () => shown.state === 'ready');
    expect(shown.frame?.number).toBe(3);
  });

  it('shows a stack without frames', async () => {
    const { server, shown } = await opened();
    server.head = 0;
    await shown.load();
    expect([shown.state, shown.frame, shown.attachment]).toEqual([
      'ready',
      null,
      null
    ]);
  });
});

/** The same with its frames. */
async function listed(): Promise<{
  server: Server;
  shown: ShownStack;
  newest: FrameSummary;
  oldest: FrameSummary;
}> {
  const { server, shown } = await opened();
  const { frames } = shown;
  await until(frames, () => frames.items.length === 3);
  const [newest, , oldest] = frames.items as [
    FrameSummary,
    FrameSummary,
    FrameSummary
  ];
  return { server, shown, newest, oldest };
}

describe('the time line of a stack', () => {
  it('compares a frame with the one before, once', async () => {
    const { server, shown, newest, oldest } = await listed();
    await Promise.all([
      shown.frames.compare(newest),
      shown.frames.compare(newest)
    ]);
    await shown.frames.compare(oldest);
    expect(shown.frames.difference(newest)).toMatchObject({ old: 2, new: 3 });
    expect(shown.frames.difference(oldest)).toBe(undefined);
    const asked = server.asked.filter(each => each.includes('/diff'));
    expect(asked).toEqual([
      'stacks/ann/gdp/-/frames/f3/diff?against=f2&limit=0'
    ]);
  });

  it('tries again to compare what could not be compared', async () => {
    const { server, shown, newest } = await listed();
    server.refusal = 500;
    await shown.frames.compare(newest);
    expect(shown.frames.difference(newest)).toBeInstanceOf(Error);
    server.refusal = null;
    await shown.frames.compare(newest);
    expect(shown.frames.difference(newest)).toMatchObject({ new: 3 });
  });

  it('forgets what could not be compared when it is loaded anew', async () => {
    const { server, shown, newest } = await listed();
    server.refusal = 500;
    await shown.frames.compare(newest);
    server.refusal = null;
    await shown.frames.load();
    const [frame] = shown.frames.items as [FrameSummary];
    expect(shown.frames.difference(frame)).toBe(undefined);
  });

  it('compares no more frames when the page is closed', async () => {
    const { server, shown } = await listed();
    const { frames } = shown;
    const comparing = frames.items.map(frame => frames.compare(frame));
    shown.dispose();
    await Promise.all(comparing);
    expect(server.asked.filter(each => each.includes('/diff'))).toEqual([]);
  });
});
