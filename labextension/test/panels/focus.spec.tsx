import * as React from 'react';
import { act } from 'react';
import { createRoot, Root } from 'react-dom/client';
import { Api, Stack } from '../../src/api/api';
import { OwnFiles } from '../../src/api/own-files';
import { Relay } from '../../src/api/relay';
import type { ITransport } from '../../src/api/transport';
import { NewDashboard } from '../../src/models/new-dashboard';
import { Preferences } from '../../src/models/preferences';
import { Profiles } from '../../src/models/profiles';
import { Push } from '../../src/models/push';
import { Chosen } from '../../src/panels/dashboards/chosen';
import { PushDialog } from '../../src/panels/push-dialog';
import { ReadmeEditor } from '../../src/panels/readme-editor';
import { IShell, ShellProvider } from '../../src/panels/shell';
import { useObservable } from '../../src/panels/use-observable';
import { english } from '../../src/words';

/** A server that knows nothing but the name of a file. */
const server: ITransport = {
  url: address => address,
  send: () => Promise.resolve(new Response('{"stack": "notes"}'))
};

const shell = {
  api: new Api(server),
  trans: english,
  language: 'en'
} as unknown as IShell;

let root: Root;

function done(what: () => void): Promise<void> {
  return act(() => Promise.resolve().then(what));
}

function draw(view: JSX.Element): Promise<void> {
  return done(() =>
    root.render(<ShellProvider value={shell}>{view}</ShellProvider>)
  );
}

function labelled(name: string): HTMLElement {
  return [...document.querySelectorAll<HTMLElement>('button, input')].find(
    one => (one.getAttribute('aria-label') ?? one.textContent) === name
  ) as HTMLElement;
}

async function press(name: string): Promise<void> {
  await done(() => {
    labelled(name).focus();
    labelled(name).click();
  });
}

beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));

beforeEach(() => {
  root = createRoot(document.body.appendChild(document.createElement('div')));
});

afterEach(async () => {
  await done(() => root.unmount());
  document.body.replaceChildren();
});

test('the focus goes along when params of a push are added and taken off', async () => {
  const push = new Push(new OwnFiles(server), ['notes.txt'], '');
  const kept = { read: () => Promise.resolve(''), write: () => undefined };
  const profiles = new Profiles(new Relay(server), new Preferences(), kept);
  const nothing = (): void => undefined;
  await draw(
    <PushDialog
      push={push}
      profiles={profiles}
      onPushed={nothing}
      onClose={nothing}
    />
  );
  await press('Add a param');
  expect(document.activeElement).toBe(labelled('Name of param 1'));
  await press('Add a param');
  await press('Add a param');
  await done(() => push.setParam(2, { name: 'last' }));
  await press('Remove param 2');
  expect(document.activeElement).toBe(labelled('Name of param 2'));
  expect((document.activeElement as HTMLInputElement).value).toBe('last');
  await press('Remove param 2');
  expect(document.activeElement).toBe(labelled('Name of param 1'));
  await press('Remove param 1');
  expect(document.activeElement).toBe(labelled('Add a param'));
});

function Cards({ draft }: { draft: NewDashboard }): JSX.Element {
  return <Chosen draft={useObservable(draft)} />;
}

test('the focus goes along when cards are taken off a new dashboard', async () => {
  const stacks = ['sales', 'gdp'].map(name => ({ user: 'ann', name }));
  await draw(<Cards draft={new NewDashboard(shell.api, stacks)} />);
  await press('Take sales off');
  expect(document.activeElement).toBe(labelled('Take gdp off'));
  await press('Take gdp off');
  expect(document.activeElement).toBe(document.querySelector('h3'));
});

test('a README that is written stays while others write it, and says so', async () => {
  const nothing = (): void => undefined;
  const editor = (readme: string): Promise<void> =>
    draw(
      <ReadmeEditor
        stack={{ user: 'ann', name: 'sales', readme } as Stack}
        onSaved={nothing}
        onClose={nothing}
      />
    );
  const text = (): string | undefined =>
    document.querySelector('textarea')?.value;
  await editor('first');
  await editor('second');
  expect(text()).toBe('second');
  const type = Object.getOwnPropertyDescriptor(
    HTMLTextAreaElement.prototype,
    'value'
  );
  await done(() => {
    const box = document.querySelector('textarea') as HTMLTextAreaElement;
    type?.set?.call(box, 'mine');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await editor('third');
  expect(text()).toBe('mine');
  const said = document.querySelector('.jp-Dstack-meanwhile')?.textContent;
  expect(said).toContain('third');
  await press('Go on with theirs');
  expect(text()).toBe('third');
});
