import { Failure } from '../../src/api/failure';
import { WebTransport, cookie } from '../../src/web/transport';
import { english } from '../../src/words';

const fetched = jest.fn<Promise<Response>, [string, RequestInit]>();

beforeEach(() => {
  fetched.mockReset().mockResolvedValue(new Response('{"from": "server"}'));
  Object.assign(globalThis, {
    fetch: fetched,
    Response: Object.assign(Response, {
      json: (body: unknown) => new Response(JSON.stringify(body))
    })
  });
});

async function said(answer: Promise<Response>): Promise<unknown> {
  return (await answer).json();
}

describe('requests of the web pages', () => {
  it('are answered once by what came with the page, however it is asked', async () => {
    const transport = new WebTransport('/base/', {
      'stacks?sort=time&limit=100&q=a+b': { from: 'page' }
    });
    const address = 'stacks?q=a%20b&sort=time&limit=100';
    expect(await said(transport.send(address))).toEqual({ from: 'page' });
    expect(await said(transport.send(address))).toEqual({ from: 'server' });
    expect(fetched.mock.calls[0]?.[0]).toBe(`/base/dstack/api/v1/${address}`);
  });

  it('do not ask who one is as long as the page is there', async () => {
    const transport = new WebTransport('/', { me: { user: 'ann' } });
    expect(await said(transport.send('me'))).toEqual({ user: 'ann' });
    expect(await said(transport.send('me'))).toEqual({ user: 'ann' });
    expect(fetched).not.toHaveBeenCalled();
  });

  it('that write are never answered by the page, and prove that they come from it', async () => {
    document.cookie = '_xsrf=2|abc';
    const transport = new WebTransport('/', { 'users/ann': { from: 'page' } });
    const answer = transport.send('users/ann', { method: 'PATCH', body: '{}' });
    expect(await said(answer)).toEqual({ from: 'server' });
    expect(fetched.mock.calls[0]?.[1].headers).toEqual({
      'X-XSRFToken': '2|abc'
    });
  });

  it('that get no answer say so in the words of the one who looks', async () => {
    fetched.mockRejectedValue(new TypeError('failed to fetch'));
    const bracketed = { ...english, __: (text: string) => `[${text}]` };
    const failure: unknown = await new WebTransport('/', {}, bracketed)
      .send('me')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).isAway).toBe(true);
    expect((failure as Failure).message).toMatch(/^\[.* does not answer.*\]$/);
  });
});

describe('a cookie', () => {
  it('is found among others by its whole name', () => {
    expect(cookie('a_xsrf=1; _xsrf="2|x=y"; b=3', '_xsrf')).toBe('2|x=y');
    expect(cookie('a=1', '_xsrf')).toBe(undefined);
  });
});
