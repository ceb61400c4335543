import { CommSource, IComm } from '../../src/contents/comm';
import { content } from '../fakes';

type Listener = Parameters<IComm['onMessage']>[0];

function commOf(isLive = true): {
  source: CommSource;
  sent: Record<string, unknown>[];
  answer: (...answer: Parameters<Listener>) => void;
} {
  const sent: Record<string, unknown>[] = [];
  const listeners = new Set<Listener>();
  const comm: IComm = {
    isLive: () => isLive,
    send: message => sent.push(message),
    onMessage: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
  const answer = (...given: Parameters<Listener>): void =>
    listeners.forEach(listener => listener(...given));
  return { source: new CommSource(comm), sent, answer };
}

function bufferOf(text: string): DataView[] {
  return [new DataView(new TextEncoder().encode(`..${text}`).buffer, 2)];
}

const SIGNAL = new AbortController().signal;

describe('a content from the kernel', () => {
  it('is the buffer of the answer', async () => {
    const { source, sent, answer } = commOf();

    const bytes = source.bytes(content({ index: 2 }), SIGNAL);
    answer({ ...sent[0], kind: 'content' }, bufferOf('hello'));

    expect(sent[0]).toMatchObject({ kind: 'content', index: 2 });
    expect(new TextDecoder().decode(await bytes)).toBe('hello');
  });

  it('is not the answer to another question', async () => {
    const { source, sent, answer } = commOf();
    const first = source.bytes(content({ index: 1 }), SIGNAL);
    const second = source.bytes(content({ index: 2 }), SIGNAL);

    answer({ ...sent[1], kind: 'content' }, bufferOf('second'));
    answer({ ...sent[0], kind: 'content' }, bufferOf('first'));

    expect(new TextDecoder().decode(await first)).toBe('first');
    expect(new TextDecoder().decode(await second)).toBe('second');
  });

  it('that the kernel refuses is an error in its words', async () => {
    const { source, sent, answer } = commOf();

    const bytes = source.bytes(content(), SIGNAL);
    answer({ ...sent[0], kind: 'content', error: 'the bytes changed' }, []);

    await expect(bytes).rejects.toThrow('the bytes changed');
  });

  it('is not waited for any more when nobody wants it', async () => {
    const { source } = commOf();
    const request = new AbortController();

    const bytes = source.bytes(content(), request.signal);
    request.abort();

    await expect(bytes).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is asked for by what its rows are to be', async () => {
    const { source, sent, answer } = commOf();
    const filter = [{ key: 'a', operator: 'is null' as const }];
    const query = { offset: 0, limit: 9, sort: null };

    void source.rows(content(), { ...query, filter }, SIGNAL);
    void source.rows(content(), query, SIGNAL);
    const summary = source.summary(content(), 'a', SIGNAL);
    const table = { columns: [], total: 3, seen: 3 };
    answer({ ...sent[2], kind: 'table', table }, []);

    expect(sent[0]).toMatchObject({ ...query, filter: '"a" is null' });
    expect(sent[1]).not.toHaveProperty('filter');
    expect(sent[2]).toMatchObject({ kind: 'table', columns: '"a"' });
    expect(await summary).toEqual(table);
  });

  it('cannot be had without a kernel', async () => {
    expect(await commOf(false).source.bytes(content(), SIGNAL)).toBeUndefined();
  });
});
