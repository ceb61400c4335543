import * as React from 'react';
import { act } from 'react';
import { createRoot, Root } from 'react-dom/client';
import { Api, Me } from '../../src/api/api';
import { IRequest, ITransport } from '../../src/api/transport';
import { DashboardList } from '../../src/models/dashboard-list';
import { Preferences } from '../../src/models/preferences';
import type { CodeIn } from '../../src/models/snippets';
import { ShownStack } from '../../src/models/stack-page';
import {
  DashboardRows,
  NewDashboardButton
} from '../../src/panels/dashboards/list';
import { IShell, ShellProvider, useShell } from '../../src/panels/shell';
import { Actions } from '../../src/panels/stack/actions';
import { Head } from '../../src/panels/stack/head';
import { Deleted, OldFrame } from '../../src/panels/stack/notes';
import { useObservable } from '../../src/panels/use-observable';
import { english } from '../../src/words';
import { asker } from '../fakes';

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
  me = asker();
  frames = 2;

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
    const { frames } = this;
    const frame = { id: 'f2', number: 2, length: 1, attachments: [] };
    const head = frames ? frame : null;
    const stack = { user: 'ann', name: 'gdp', frames, head };
    const answers: Record<string, object> = {
      me: this.me,
      stacks: { stacks: [stack], next: null },
      [STACK]: { ...stack, shared_with: [], access_level: 'private' },
      [`${STACK}/frames`]: { frames: head ? [head] : [], next: null },
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

interface IGiven {
  me?: Partial<Me>;
  frames?: number;
  confirm?: boolean;
  search?: string;
}

async function page(
  draw: (shown: ShownStack) => JSX.Element,
  given: IGiven = {}
): Promise<{
  server: Server;
  shown: ShownStack;
  opened: string[];
  dragged: string[];
}> {
  const server = new Server();
  server.me = asker(given.me);
  server.frames = given.frames ?? 2;
  const opened: string[] = [];
  const dragged: string[] = [];
  const api = new Api(server);
  const shell = {
    api,
    trans: english,
    preferences: new Preferences({ confirm: given.confirm ?? true }),
    stackUrl: (user: string, name: string) => `/s/${user}/${name}`,
    openDashboard: (user: string, name: string) =>
      opened.push(`${user}/${name}`),
    dragCode: (_: MouseEvent, label: string, code: CodeIn) =>
      dragged.push(`${label}: ${code('python')}`)
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
  return (
    <>
      <NewDashboardButton list={useObservable(list)} text="New" />
      <DashboardRows list={list} box={box} />
    </>
  );
}

describe('what can be done with a stack', () => {
  it('makes a dashboard that begins with it, and opens that', async () => {
    const { server, opened } = await page(shown => <Actions shown={shown} />);
    await press('New dashboard');
    expect(document.querySelector('li .jp-Dstack-name')?.textContent).toBe(
      'gdp'
    );
    await type('Title', 'Of the world');
    await press('Create');
    expect(server.told).toEqual(['POST dashboards']);
    expect(JSON.stringify(server.bodies)).toContain('ann/gdp');
    expect(opened).toEqual(['ann/of-the-world']);
  });

  it.each<[string, Partial<Me>, string[]]>([
    ['its owner', {}, ['New dashboard', 'Delete']],
    ['its owner by a token that pushes', { scope: 'push' }, ['New dashboard']],
    ['its owner by a token that looks', { scope: 'read' }, []],
    ['its owner by a token for it alone', { only: 'ann/gdp' }, ['Delete']],
    ['somebody else', { user: 'bob' }, ['New dashboard']],
    ['a guest', { user: '' }, []]
  ])('is what %s may', async (_, me, offered) => {
    await page(shown => <Actions shown={shown} />, { me });
    const known = ['New dashboard', 'Delete'];
    expect(known.filter(name => buttons(name).length)).toEqual(offered);
    expect(buttons('Share')).toHaveLength(1);
  });

  it('is to share and delete it while it has no frame', async () => {
    const { server } = await page(shown => <Actions shown={shown} />, {
      frames: 0
    });
    const all = [...document.querySelectorAll('button')];
    expect(all.map(one => one.textContent)).toEqual(['Share', 'Delete']);
    await press('Delete');
    await press('Delete'); // in the dialog
    expect(server.told).toEqual([`DELETE ${STACK}`]);
  });

  it('is not to share it by a token that pushes, in words', async () => {
    await page(shown => <Actions shown={shown} />, { me: { scope: 'push' } });
    await press('Share');
    const said = document.querySelector('dialog')?.textContent;
    expect(said).toContain('Private: Only its owner');
    expect(said).toContain('lets you look and push, and no more');
    expect(document.querySelector('dialog input')).toBe(null);
    expect(buttons('Copy link')).toHaveLength(1);
    expect(document.activeElement?.textContent).toBe('Done');
  });
});

describe('what can be done with dashboards', () => {
  it.each<[string, Partial<Me>, string[], boolean]>([
    ['its owner', {}, ['Rename…F2', 'Delete…Delete'], true],
    ['a token that pushes', { scope: 'push' }, ['Rename…F2'], true],
    ['a token that looks', { scope: 'read' }, [], false],
    ['somebody else', { user: 'bob' }, [], true],
    ['a guest', { user: '' }, [], false]
  ])('is what %s may', async (_, me, offered, makes) => {
    const { server } = await page(() => <Dashboards />, { me, confirm: false });
    expect(buttons('New')).toHaveLength(makes ? 1 : 0);
    await pressKey('ContextMenu');
    const items = [...document.querySelectorAll('[role="menuitem"]')];
    const names = items.map(item => item.textContent);
    expect(names).toEqual([
      'OpenEnter',
      'Download as notebook',
      'Share…',
      ...offered
    ]);
    await pressKey('Delete');
    expect(server.told).toHaveLength(offered.length === 2 ? 1 : 0);
  });
});

describe('what is deleted', () => {
  const deleting = (shown: ShownStack): JSX.Element => (
    <>
      <Actions shown={shown} />
      <OldFrame shown={shown} />
      <Deleted shown={shown} />
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
