import { Api, Stack } from '../../src/api/api';
import { IRequest, ITransport } from '../../src/api/transport';
import { draftOf, ReadmeDraft } from '../../src/models/readme';

/** A stack whose README, and whose frames, others may change between two requests. */
class Server implements ITransport {
  readme = 'as it was';
  frames = 1;
  refusal: string | null = null;
  /** What happens before the next change is looked at. */
  meanwhile: (() => void) | null = null;

  url(address: string): string {
    return `/v1/${address}`;
  }

  send(_: string, request: IRequest = {}): Promise<Response> {
    if (request.method !== 'PATCH') {
      return Promise.resolve(this.stack());
    }
    this.meanwhile?.();
    this.meanwhile = null;
    if (this.refusal) {
      return Promise.resolve(json({ message: this.refusal }, 500));
    }
    if (request.headers?.['If-Match'] !== this.etag) {
      return Promise.resolve(json({ message: 'changed' }, 412));
    }
    const given = JSON.parse(request.body as string) as { readme: string };
    this.readme = given.readme;
    return Promise.resolve(this.stack());
  }

  private get etag(): string {
    return `"${this.frames} ${this.readme}"`;
  }

  private stack(): Response {
    const { readme, frames, etag } = this;
    const stack = { user: 'ann', name: 'sales', readme, frames };
    return json(stack, 200, { ETag: etag });
  }
}

function json(body: unknown, status = 200, headers = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function written(server: Server, text: string): ReadmeDraft {
  const path = { user: 'ann', name: 'sales' };
  const draft = new ReadmeDraft(new Api(server), path, server.readme);
  draft.write(text);
  return draft;
}

describe('a README that is written', () => {
  it('is saved, and not changed any more then', async () => {
    const server = new Server();
    const draft = written(server, 'better');
    expect(draft.isChanged).toBe(true);
    expect((await draft.save())?.readme).toBe('better');
    expect(server.readme).toBe('better');
    expect(draft.isChanged).toBe(false);
  });

  it('is saved though somebody pushes meanwhile', async () => {
    const server = new Server();
    const draft = written(server, 'better');
    server.meanwhile = () => (server.frames += 1);
    expect((await draft.save())?.readme).toBe('better');
    expect(server.frames).toBe(2);
  });

  it.each(['before', 'while'] as const)(
    'does not overwrite what somebody else wrote %s it is saved, and loses nothing',
    async when => {
      const server = new Server();
      const draft = written(server, 'mine');
      const write = (): string => (server.readme = 'theirs');
      if (when === 'before') {
        write();
      } else {
        server.meanwhile = write;
      }
      expect(await draft.save()).toBe(null);
      expect(server.readme).toBe('theirs');
      expect([draft.text, draft.theirs]).toEqual(['mine', 'theirs']);
      draft.keepMine();
      await draft.save();
      expect(server.readme).toBe('mine');
    }
  );

  it('goes on with what somebody else wrote where one wants that', async () => {
    const server = new Server();
    const draft = written(server, 'mine');
    server.readme = 'theirs';
    await draft.save();
    draft.takeTheirs();
    expect([draft.text, draft.isChanged]).toEqual(['theirs', false]);
  });

  it('is kept when somebody else writes, which is told at once', () => {
    const draft = written(new Server(), 'mine');
    draft.see('theirs');
    expect([draft.text, draft.theirs]).toEqual(['mine', 'theirs']);
    draft.see('as it was'); // they took it back
    expect([draft.text, draft.theirs]).toEqual(['mine', null]);
    draft.see('theirs');
    draft.keepMine();
    expect([draft.text, draft.theirs, draft.isChanged]).toEqual([
      'mine',
      null,
      true
    ]);
    draft.forget();
    expect([draft.text, draft.isChanged]).toEqual(['theirs', false]);
  });

  it.each([
    ['nothing was typed', 'as it was'],
    ['the same was typed', 'theirs']
  ])('is what somebody else writes where %s', (_, typed) => {
    const draft = written(new Server(), typed);
    draft.see('theirs');
    expect([draft.text, draft.theirs, draft.isChanged]).toEqual([
      'theirs',
      null,
      false
    ]);
  });

  it('keeps what was typed when the server refuses, and says why', async () => {
    const server = new Server();
    const draft = written(server, 'mine');
    server.refusal = 'the disk is full';
    expect(await draft.save()).toBe(null);
    expect([draft.text, draft.error]).toEqual(['mine', 'the disk is full']);
  });

  it('is there again when the page was left without saving', () => {
    const api = new Api(new Server());
    const stack = { user: 'ann', name: 'sales', readme: 'as it was' } as Stack;
    draftOf(api, stack).write('half');
    expect(draftOf(api, stack).text).toBe('half');
    draftOf(api, stack).write('as it was');
    const newer = { ...stack, readme: 'newer' };
    expect(draftOf(api, newer).text).toBe('newer');
  });
});
