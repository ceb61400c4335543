import * as React from 'react';
import { act } from 'react';
import { createRoot, Root } from 'react-dom/client';
import { Api } from '../../src/api/api';
import { IRequest, ITransport } from '../../src/api/transport';
import { Preferences } from '../../src/models/preferences';
import { ShownStack } from '../../src/models/stack-page';
import { IShell, ShellProvider } from '../../src/panels/shell';
import { Actions } from '../../src/panels/stack/actions';
import { english } from '../../src/words';

const STACK = 'stacks/ann/gdp/-';

/** A server with one stack, `ann/gdp`, of two frames. */
class Server implements ITransport {
  readonly told: string[] = [];
  readonly bodies: unknown[] = [];
  scope = 'admin';

  url(address: string): string {
    return `/v1/${address}`;
  }

  send(address: string, { method, body }: IRequest = {}): Promise<Response> {
    if (method && method !== 'GET') {
      this.told.push(`${method} ${address}`);
      this.bodies.push(typeof body === 'string' ? JSON.parse(body) : null);
    }
    return Promise.resolve(
      new Response(JSON.stringify(this.answer(address.split('?')[0] ?? '')))
    );
  }

  private answer(address: string): object {
    const frame = { id: 'f2', number: 2, length: 1, attachments: [] };
    const stack = { user: 'ann', name: 'gdp', frames: 2, head: frame };
    const answers: Record<string, object> = {
      me: { user: 'ann', store: 's1', scope: this.scope },
      stacks: { stacks: [stack], next: null },
      [STACK]: { ...stack, shared_with: [], access_level: 'private' },
      [`${STACK}/frames`]: { frames: [frame], next: null },
      [`${STACK}/frames/1`]: { ...frame, id: 'f1', number: 1 },
      [`${STACK}/frames/f2/choices`]: { params: [], rows: [] },
      dashboards: { user: 'ann', name: 'of-the-world', spec: { cards: [] } }
    };
    return answers[address] ?? {};
  }
}

let root: Root;

/** Do something, and all that React and the server make of it. */
function done(what: () => void): Promise<void> {
  return act(() => Promise.resolve().then(what));
}

async function page(
  draw: (shown: ShownStack) => JSX.Element,
  given: { scope?: string; confirm?: boolean; search?: string } = {}
): Promise<{ server: Server; shown: ShownStack; opened: string[] }> {
  const server = new Server();
  server.scope = given.scope ?? 'admin';
  const opened: string[] = [];
  const api = new Api(server);
  const shell = {
    api,
    trans: english,
    preferences: new Preferences({ confirm: given.confirm ?? true }),
    openDashboard: (user: string, name: string) =>
      opened.push(`${user}/${name}`)
  } as unknown as IShell;
  const path = { user: 'ann', name: 'gdp' };
  const shown = new ShownStack(api, path, given.search);
  await shown.load();
  root = createRoot(document.body.appendChild(document.createElement('div')));
  await done(() => {
    root.render(<ShellProvider value={shell}>{draw(shown)}</ShellProvider>);
  });
  return { server, shown, opened };
}

function buttons(name: string): HTMLButtonElement[] {
  const all = [...document.querySelectorAll('button')];
  return all.filter(button => button.textContent === name);
}

async function press(name: string): Promise<void> {
  await done(() => {
    buttons(name).at(-1)?.click();
  });
}

async function type(label: string, text: string): Promise<void> {
  const labels = [...document.querySelectorAll('label')];
  const input = labels
    .find(one => one.textContent === label)
    ?.querySelector('input') as HTMLInputElement;
  const value = Object.getOwnPropertyDescriptor(
    HTMLInputElement.prototype,
    'value'
  );
  await done(() => {
    value?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));

afterEach(async () => {
  await done(() => root.unmount());
  document.body.replaceChildren();
});

describe('what can be done with a stack', () => {
  it('makes a dashboard that begins with it, and opens that', async () => {
    const { server, opened } = await page(shown => <Actions shown={shown} />);
    await press('New dashboard');
    await type('Title', 'Of the world');
    await press('Create');
    expect(server.told).toEqual(['POST dashboards']);
    expect(JSON.stringify(server.bodies)).toContain('ann/gdp');
    expect(opened).toEqual(['ann/of-the-world']);
  });

  it('makes no dashboard for one who may only read', async () => {
    await page(shown => <Actions shown={shown} />, { scope: 'read' });
    expect(buttons('Share')).toHaveLength(1);
    expect(buttons('New dashboard')).toHaveLength(0);
  });
});
