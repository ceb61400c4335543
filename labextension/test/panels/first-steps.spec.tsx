import * as React from 'react';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { Api } from '../../src/api/api';
import { DashboardList } from '../../src/models/dashboard-list';
import { NewDashboard } from '../../src/models/new-dashboard';
import { ShownStack } from '../../src/models/stack-page';
import { StackList } from '../../src/models/stack-list';
import { EmptyDashboards } from '../../src/panels/dashboards/empty';
import { Pick } from '../../src/panels/dashboards/pick';
import { Empty } from '../../src/panels/empty';
import { IShell, ShellProvider } from '../../src/panels/shell';
import { NoFrames } from '../../src/panels/stack/nothing';
import { english } from '../../src/words';

/** A store of ann's with nothing in it but a stack without frames. */
const api = new Api({
  url: address => `/v1/${address}`,
  send: address =>
    Promise.resolve(
      new Response(
        JSON.stringify({
          ...(address === 'me' && { user: 'ann', scope: 'admin' }),
          ...(address.startsWith('stacks?') && { stacks: [], next: null }),
          ...(address.startsWith('dashboards') && {
            dashboards: [],
            next: null
          })
        })
      )
    )
});

/** What the views say that teach the first steps, by a shell. */
async function said(around: Partial<IShell>): Promise<string[]> {
  const shown = new ShownStack(api, { user: 'ann', name: 'gdp' });
  const stacks = new StackList(api);
  const dashboards = new DashboardList(api);
  const draft = new NewDashboard(api, []);
  const models = [shown, stacks, dashboards, draft.found];
  await Promise.all(models.map(model => model.load()));
  const shell = { api, trans: english, ...around } as unknown as IShell;
  const box = document.createElement('div');
  await act(() =>
    Promise.resolve().then(() =>
      createRoot(box).render(
        <ShellProvider value={shell}>
          <NoFrames shown={shown} />
          <Empty list={stacks} />
          <EmptyDashboards list={dashboards} />
          <Pick draft={draft} />
        </ShellProvider>
      )
    )
  );
  return [...box.children].map(({ textContent }) => textContent ?? '');
}

describe('the code of first steps', () => {
  beforeAll(() =>
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  );

  it('names no profile where the default one leads to the store', async () => {
    const [stack, stacks, dashboards, pick] = await said({});
    expect(stack).toMatch(/%dstack push df gdp$/);
    expect(stacks).toContain('ds.push("sales", df)');
    expect(dashboards).toContain('ds.dashboard("World", ["sales", "gdp"])');
    expect(pick).toContain('ds.push("sales", df)');
  });

  it.each([
    ['that was chosen', 'work', { profile: 'work' }],
    ['of a server that has people', 'team', { serverUrl: 'https://d/' }]
  ])('names the profile %s', async (_, profile, around) => {
    const [stack, stacks, dashboards, pick] = await said(around);
    expect(stack).toContain(`%dstack push df gdp --profile ${profile}`);
    expect(stacks).toContain(`ds.push("sales", df, profile="${profile}")`);
    expect(dashboards).toContain(`"gdp"], profile="${profile}")`);
    expect(pick).toContain(`ds.push("sales", df, profile="${profile}")`);
  });
});
