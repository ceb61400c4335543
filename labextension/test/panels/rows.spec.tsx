import * as React from 'react';
import { act } from 'react';
import { createRoot, Root } from 'react-dom/client';
import { Api } from '../../src/api/api';
import { IPage, IPageQuery, PagedList } from '../../src/models/paged-list';
import { Rows } from '../../src/panels/rows';
import { useObservable } from '../../src/panels/use-observable';

/** A list of names, as they are now. */
class Names extends PagedList<string> {
  there: readonly string[] = ['c', 'b', 'a'];

  constructor() {
    const me = (): Promise<Response> => Promise.resolve(new Response('{}'));
    super(new Api({ url: address => address, send: me }));
  }

  protected override page({ q = '' }: IPageQuery): Promise<IPage<string>> {
    const items = this.there.filter(name => name.includes(q));
    return Promise.resolve({ items, next: null });
  }
}

const opened: string[] = [];
const deleted: string[] = [];

function Drawn({ list }: { list: Names }): JSX.Element {
  const box = React.useRef<HTMLDivElement>(null);
  return (
    <Rows
      list={useObservable(list)}
      box={box}
      label="Names"
      keyOf={name => name}
      open={name => opened.push(name)}
      onKey={(_, name) => deleted.push(name) > 0}
      draw={() => <></>}
    />
  );
}

let root: Root;

/** Do something, and all that React makes of it. */
function done(what: () => void): Promise<void> {
  return act(() => Promise.resolve().then(what));
}

async function drawn(): Promise<Names> {
  const list = new Names();
  await list.load();
  root = createRoot(document.body.appendChild(document.createElement('div')));
  await done(() => root.render(<Drawn list={list} />));
  return list;
}

async function press(...keys: string[]): Promise<void> {
  const box = document.querySelector<HTMLElement>('[role="listbox"]');
  for (const key of keys) {
    await done(() => {
      box?.focus();
      box?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });
  }
}

/** These are the names now, and the list is told so. */
function change(list: Names, ...names: string[]): Promise<void> {
  list.there = names;
  return act(() => list.load());
}

describe('the row that is chosen', () => {
  beforeAll(() =>
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  );
  afterEach(async () => {
    await done(() => root.unmount());
    document.body.replaceChildren();
    opened.length = 0;
    deleted.length = 0;
  });

  it('is that of the same thing when something comes before it', async () => {
    const list = await drawn();
    await press('ArrowDown');
    await change(list, 'd', 'c', 'b', 'a');
    await press('Enter', 'Delete');
    await change(list, 'f', 'e', 'd', 'c', 'b', 'a');
    await press('ArrowDown', 'Enter');
    expect([opened, deleted]).toEqual([['b', 'a'], ['b']]);
  });

  it('keeps its place when its thing is gone, and holds what has it then', async () => {
    const list = await drawn();
    await press('ArrowDown');
    await change(list, 'd', 'c', 'b', 'a');
    await change(list, 'd', 'c', 'a');
    await press('Enter');
    await change(list, 'e', 'd', 'c', 'a');
    await press('Enter');
    await change(list, 'e');
    await press('Enter');
    expect(opened).toEqual(['a', 'a', 'e']);
  });

  it('is held by one who goes to the list, and else the first one', async () => {
    const list = await drawn();
    await change(list, 'd', 'c', 'b', 'a');
    await press('Enter');
    await change(list, 'e', 'd', 'c', 'b', 'a');
    await press('Enter');
    expect(opened).toEqual(['d', 'd']);
  });

  it('is the first one where something else is asked for', async () => {
    const list = await drawn();
    await press('End');
    await done(() => list.narrow({ text: '', whose: 'mine', sort: 'name' }));
    await press('Enter');
    expect(opened).toEqual(['c']);
  });
});
