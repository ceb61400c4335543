import * as React from 'react';
import { act } from 'react';
import { createRoot, Root } from 'react-dom/client';
import { Api } from '../../src/api/api';
import { IRequest, ITransport } from '../../src/api/transport';
import { DashboardList } from '../../src/models/dashboard-list';
import { Preferences } from '../../src/models/preferences';
import { ShownStack } from '../../src/models/stack-page';
import { DashboardRows } from '../../src/panels/dashboards/list';
import { IShell, ShellProvider, useShell } from '../../src/panels/shell';
import { Actions } from '../../src/panels/stack/actions';
import { Head } from '../../src/panels/stack/head';
import { Gone, OldFrame } from '../../src/panels/stack/notes';
import { useObservable } from '../../src/panels/use-observable';
import { english } from '../../src/words';

const STACK = 'stacks/ann/gdp/-';

const BOARD = {
  user: 'ann',
  name: 'of-the-world',
  revision: 1,
  spec: { title: 'Of the world', cards: [] }
};

/** A server with one stack, `ann/gdp`, of two frames, and a dashboard. */
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
    const isGone = this.told.at(-1) === `DELETE ${STACK}`;
    const isMissing = isGone && !method && address.startsWith(STACK);
    const said = JSON.stringify(this.answer(address.split('?')[0] ?? ''));
    const status = isMissing ? 404 : 200;
    return Promise.resolve(new Response(said, { status }));
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
      [`${STACK}/frames/f1/choices`]: { params: [], rows: [] },
      [`${STACK}/frames/f2/choices`]: { params: [], rows: [] },
      dashboards: { ...BOARD, dashboards: [BOARD], next: null }
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
): Promise<{
  server: Server;
  shown: ShownStack;
  opened: string[];
  dragged: string[];
}> {
  const server = new Server();
  server.scope = given.scope ?? 'admin';
  const opened: string[] = [];
  const dragged: string[] = [];
  const api = new Api(server);
  const shell = {
    api,
    trans: english,
    preferences: new Preferences({ confirm: given.confirm ?? true }),
    openDashboard: (user: string, name: string) =>
      opened.push(`${user}/${name}`),
    dragCode: (_: MouseEvent, label: string, code: string) =>
      dragged.push(`${label}: ${code}`)
  } as unknown as IShell;
  const path = { user: 'ann', name: 'gdp' };
  const shown = new ShownStack(api, path, given.search);
  await shown.load();
  root = createRoot(document.body.appendChild(document.createElement('div')));
  await done(() => {
    root.render(
      <ShellProvider value={shell}>
        <Watched shown={shown} draw={draw} />
      </ShellProvider>
    );
  });
  return { server, shown, opened, dragged };
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

/** Press a key in the list of dashboards. */
async function pressKey(key: string): Promise<void> {
  await done(() => {
    const list = document.querySelector('[role="listbox"]');
    list?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
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

/** A page that is drawn anew when what it shows changes. */
function Watched(props: {
  shown: ShownStack;
  draw: (shown: ShownStack) => JSX.Element;
}): JSX.Element {
  return props.draw(useObservable(props.shown));
}

function Dashboards(): JSX.Element {
  const { api } = useShell();
  const [list] = React.useState(() => new DashboardList(api));
  React.useEffect(() => void list.load(), [list]);
  const box = React.useRef<HTMLDivElement>(null);
  return <DashboardRows list={useObservable(list)} box={box} />;
}

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

describe('what is deleted', () => {
  const deleting = (shown: ShownStack): JSX.Element => (
    <>
      <Actions shown={shown} />
      <OldFrame shown={shown} />
      <Gone shown={shown} />
    </>
  );

  it('is asked about first', async () => {
    const { server } = await page(deleting);
    await press('Delete');
    expect(server.told).toEqual([]);
    await press('Cancel');
    expect(server.told).toEqual([]);
    await press('Delete');
    await press('Delete'); // in the dialog
    expect(server.told).toEqual([`DELETE ${STACK}`]);
  });

  it('is deleted at once where one wants no questions', async () => {
    const { server } = await page(deleting, { confirm: false });
    await press('Delete');
    expect(server.told).toEqual([`DELETE ${STACK}`]);
  });

  it('is one frame, asked about or not', async () => {
    const address = `${STACK}/frames/1`;
    const search = '?frame=1';
    const asked = await page(deleting, { search });
    await press('Delete this frame');
    expect(asked.server.told).toEqual([]);
    await done(() => root.unmount());
    const { server } = await page(deleting, { search, confirm: false });
    await press('Delete this frame');
    expect(server.told).toEqual([`DELETE ${address}`]);
  });

  it('is a dashboard, asked about or not', async () => {
    const boards = (): JSX.Element => <Dashboards />;
    const asked = await page(boards);
    await pressKey('Delete');
    expect(asked.server.told).toEqual([]);
    expect(buttons('Delete')).toHaveLength(1);
    await done(() => root.unmount());
    const { server } = await page(boards, { confirm: false });
    await pressKey('Delete');
    expect(server.told).toEqual([
      'DELETE dashboards/ann/of-the-world/-?revision=1'
    ]);
  });

  it('comes back', async () => {
    const search = '?frame=1';
    const { server, shown } = await page(deleting, { search, confirm: false });
    await press('Delete this frame');
    await press('Bring it back');
    expect(server.told.at(-1)).toBe(`POST ${STACK}/frames/1/restore`);
    await press('Delete');
    await press('Bring it back');
    expect(server.told.at(-1)).toBe(`POST ${STACK}/restore`);
    expect(shown.gone).toBe(null);
  });
});

test('the name is dragged as the code that pulls what is looked at', async () => {
  const drawn = (shown: ShownStack): JSX.Element =>
    shown.stack ? <Head shown={shown} stack={shown.stack} /> : <></>;
  const { dragged } = await page(drawn, { search: 'frame=1' });
  const press = new MouseEvent('mousedown', { bubbles: true });
  await done(() => document.querySelector('h1')?.dispatchEvent(press));
  expect(dragged).toEqual([
    expect.stringMatching(/^gdp: [^]*ds\.pull\("gdp", frame=1\)$/)
  ]);
});
