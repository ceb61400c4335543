import { Cache } from '../../src/contents/cache';
import { Contents } from '../../src/contents/contents';
import { pageOf } from '../../src/contents/embedded';
import { ContentError, ISource } from '../../src/contents/model';
import { content, encoded, table } from '../fakes';

const SIGNAL = new AbortController().signal;

let hashes = 0;

function fresh(): ReturnType<typeof content> {
  return content({ sha256: `hash-${++hashes}` });
}

function sourceOf(
  bytes: () => Promise<Uint8Array<ArrayBuffer> | undefined>
): ISource {
  return { bytes, rows: () => Promise.resolve(undefined) };
}

describe('contents', () => {
  it('come from the first source that has them', async () => {
    const without = sourceOf(() => Promise.resolve(undefined));
    const withIt = sourceOf(() => Promise.resolve(encoded('here')));

    const contents = new Contents([without, withIt]);

    expect(await contents.text(fresh(), SIGNAL)).toBe('here');
  });

  it('are asked for once', async () => {
    const asked = jest.fn(() => Promise.resolve(encoded('here')));
    const contents = new Contents([sourceOf(asked)]);
    const one = fresh();

    await contents.bytes(one, SIGNAL);
    await contents.bytes(one, SIGNAL);

    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('are asked for elsewhere when a server fails', async () => {
    const failing = sourceOf(() => Promise.reject(new ContentError('down')));
    const withIt = sourceOf(() => Promise.resolve(encoded('here')));

    expect(await new Contents([failing, withIt]).text(fresh(), SIGNAL)).toBe(
      'here'
    );
    await expect(new Contents([failing]).text(fresh(), SIGNAL)).rejects.toThrow(
      'down'
    );
  });

  it('that nobody has are an error that says what to do', async () => {
    await expect(new Contents([]).bytes(fresh(), SIGNAL)).rejects.toThrow(
      /Reload the page/
    );
  });
});

describe('the memory for contents', () => {
  it('forgets what was used longest ago', () => {
    const cache = new Cache<string>(10);
    cache.set('a', 'A', 4);
    cache.set('b', 'B', 4);
    cache.get('a');

    cache.set('c', 'C', 4);

    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([
      'A',
      undefined,
      'C'
    ]);
  });

  it('does not take what is larger than all of it', () => {
    const cache = new Cache<string>(10);
    cache.set('a', 'A', 4);

    cache.set('huge', 'H', 11);

    expect([cache.get('a'), cache.get('huge')]).toEqual(['A', undefined]);
  });
});

describe('a table inside an exported file', () => {
  it('is paged and sorted like on a server, missing values last', () => {
    const page = (sort: string | null): unknown[] =>
      pageOf(table(), { offset: 0, limit: 2, sort }).rows.map(row => row[0]);

    expect(page(null)).toEqual(['b', 'a']);
    expect(page('size')).toEqual(['c', 'b']);
    expect(page('-size')).toEqual(['b', 'c']);
    expect(page('-name')).toEqual(['c', 'b']);
  });
});
