import { HttpSource } from '../../src/contents/http';
import { content } from '../fakes';

const SIGNAL = new AbortController().signal;
const SHA = 'a'.repeat(64);

let stores = 0;

/** A source for a store that no other test has asked for. */
function sourceOf(hasKernel = false): { source: HttpSource; store: string } {
  const store = `store-${++stores}`;
  const place = { stack: 'ann/sales/eu', store, frame: 'f 1' };
  return {
    source: new HttpSource(
      () => place,
      () => hasKernel
    ),
    store
  };
}

function answers(
  status: number,
  headers: Record<string, string>,
  body: unknown = {}
): jest.Mock {
  const fetched = jest.fn(() =>
    Promise.resolve({
      ok: status < 400,
      status,
      headers: { get: (name: string) => headers[name] ?? null },
      arrayBuffer: () => Promise.resolve(new TextEncoder().encode('x').buffer),
      json: () => Promise.resolve(body)
    })
  );
  globalThis.fetch = fetched as unknown as typeof fetch;
  return fetched;
}

beforeEach(() => {
  document.body.innerHTML =
    '<script id="jupyter-config-data" type="application/json">{"baseUrl": "/user/ann/"}</script>';
});

describe('a content over HTTP', () => {
  it('comes from the server below its base URL', async () => {
    const { source, store } = sourceOf();
    const fetched = answers(200, { 'Dstack-Store': store, ETag: `"${SHA}"` });

    expect(await source.bytes(content({ index: 3 }), SIGNAL)).toHaveLength(1);
    expect(fetched).toHaveBeenCalledWith(
      'http://localhost/user/ann/dstack/api/v1/stacks/ann/sales/eu/-/frames/f%201/attachments/3/content',
      expect.anything()
    );
  });

  it('may be compressed on its way', async () => {
    const { source, store } = sourceOf();
    answers(200, { 'Dstack-Store': store, ETag: `"${SHA}-gzip"` });

    expect(await source.bytes(content(), SIGNAL)).toBeDefined();
  });

  it('is not taken when it is another content', async () => {
    const { source, store } = sourceOf();
    answers(200, { 'Dstack-Store': store, ETag: '"bbb"' });

    expect(await source.bytes(content(), SIGNAL)).toBeUndefined();
  });

  it('is not taken from another store, and that is not asked again', async () => {
    const { source } = sourceOf();
    const fetched = answers(200, { 'Dstack-Store': 'x', ETag: `"${SHA}"` });

    expect(await source.bytes(content(), SIGNAL)).toBeUndefined();
    expect(await source.bytes(content(), SIGNAL)).toBeUndefined();
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('is asked for again where there is no other way', async () => {
    const { source } = sourceOf();
    const gone = { message: 'there is no such stack', code: 'not_found' };
    const fetched = answers(404, {}, gone);

    await source.bytes(content(), SIGNAL);
    await source.bytes(content(), SIGNAL);

    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it.each([
    [404, {}],
    [404, { message: 'of a proxy' }],
    [200, {}]
  ])(
    'is asked for again after something else answered: %s %j',
    async (status, body) => {
      const { source, store } = sourceOf();
      answers(status, {}, body);
      await expect(source.bytes(content(), SIGNAL)).rejects.toMatchObject({
        message: expect.stringMatching(/Something else/) as string,
        isFinal: false
      });

      answers(200, { 'Dstack-Store': store, ETag: `"${SHA}"` });
      expect(await source.bytes(content(), SIGNAL)).toHaveLength(1);
    }
  );

  it('comes from a server that is known, whatever answered in its place once', async () => {
    const { source, store } = sourceOf(true);
    const headers = { 'Dstack-Store': store, ETag: `"${SHA}"` };
    answers(200, headers);
    await source.bytes(content(), SIGNAL);
    answers(404, {});
    await expect(source.bytes(content(), SIGNAL)).rejects.toThrow();

    answers(200, headers);
    expect(await source.bytes(content(), SIGNAL)).toHaveLength(1);
  });

  it('is asked for once where a kernel has it', async () => {
    const { source } = sourceOf(true);
    const gone = { message: 'there is no such stack', code: 'not_found' };
    const fetched = answers(404, {}, gone);

    await source.bytes(content(), SIGNAL);
    await source.bytes(content(), SIGNAL);

    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it.each([
    [401, /signed out/],
    [429, /Try again/],
    [503, /the store is busy/]
  ])('says what to do at %s', async (status, words) => {
    const { source } = sourceOf();
    answers(status, {}, { message: 'the store is busy', code: 'x' });

    await expect(source.bytes(content(), SIGNAL)).rejects.toMatchObject({
      message: expect.stringMatching(words) as string,
      isFinal: false
    });
  });

  it('that cannot be read is not asked for again', async () => {
    const { source } = sourceOf();
    answers(
      422,
      {},
      { message: 'this is no table', code: 'unsupported_object' }
    );
    const query = { offset: 0, limit: 50, sort: null };

    await expect(source.rows(content(), query, SIGNAL)).rejects.toMatchObject({
      message: 'this is no table',
      isFinal: true
    });
  });

  it('asks for a page of rows in an order', async () => {
    const { source, store } = sourceOf();
    const fetched = answers(200, { 'Dstack-Store': store, ETag: `"${SHA}"` });

    await source.rows(
      content(),
      { offset: 50, limit: 50, sort: '-a b' },
      SIGNAL
    );

    const [url] = fetched.mock.calls[0] as string[];
    expect(url).toMatch(/0\/rows\?offset=50&limit=50&sort=-a\+b$/);
  });

  it('asks for the rows that fit, and for what the values of a column are like', async () => {
    const { source, store } = sourceOf();
    const headers = { 'Dstack-Store': store, ETag: `"${SHA}"` };
    const fetched = answers(200, headers, { rows: [] });
    const filter = [{ key: 'a b', operator: '>=' as const, value: '3' }];

    await source.rows(
      content(),
      { offset: 0, limit: 100, sort: null, filter },
      SIGNAL
    );
    await source.summary(content(), 'a b', SIGNAL);

    const calls = fetched.mock.calls as [string][];
    expect(calls.map(([url]) => new URL(url).search)).toEqual([
      '?offset=0&limit=100&filter=%22a+b%22+%3E%3D+%223%22',
      '?columns=%22a+b%22'
    ]);
  });

  it('comes in part where only its beginning is wanted', async () => {
    const { source, store } = sourceOf();
    const headers = { 'Dstack-Store': store, ETag: `"${SHA}"` };
    const fetched = answers(206, headers);

    await source.begin(content(), 1000, SIGNAL);

    expect(fetched).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({ headers: { Range: 'bytes=0-999' } })
    );
  });

  it('has no address where the page has no server', () => {
    document.body.innerHTML = '';

    expect(sourceOf().source.address(content())).toBeNull();
  });
});
