import * as React from 'react';
import type { Dashboard } from '../../api/dashboards';
import type { DashboardList } from '../../models/dashboard-list';
import { mayMakeDashboards } from '../../models/rights';
import { Button } from '../button';
import { ErrorLine, useAction } from '../dialog';
import { Gone } from '../done';
import { Failed } from '../failed';
import { OrderChoice, Search, WhoseChoice } from '../list-tools';
import { Lost } from '../lost';
import { Menu } from '../menu';
import { NoRows } from '../no-rows';
import { Rows } from '../rows';
import { useShell } from '../shell';
import { useLive } from '../use-live';
import { useObservable } from '../use-observable';
import { Act, actsOn, useActs } from './acts';
import { Delete } from './delete';
import { EmptyDashboards } from './empty';
import { NewDashboardDialog } from './new';
import { Rename } from './rename';
import { DashboardRow } from './row';
import { Share } from './share';

interface IDashboards {
  list: DashboardList;
}

interface IDialog extends IDashboards {
  dashboard: Dashboard;
  onClose: () => void;
}

/** What asks before something is done. */
const DIALOGS: Partial<Record<Act, (props: IDialog) => JSX.Element>> = {
  share: Share,
  rename: Rename,
  delete: Delete
};

interface IAsked {
  act: Act;
  dashboard: Dashboard;
}

/** The list of dashboards, with its search and all that is done with one. */
export function DashboardListView(props: IDashboards): JSX.Element {
  const list = useObservable(props.list);
  const live = useLive(list);
  const { trans } = useShell();
  const box = React.useRef<HTMLDivElement>(null);
  return (
    <div className="jp-Dstack-stacks">
      <div className="jp-Dstack-tools jp-mod-dashboards">
        <Search list={list} box={box} label={trans.__('Search dashboards')} />
        <NewDashboardButton list={list} text={trans.__('New')} />
        <WhoseChoice list={list} label={trans.__('Whose dashboards')} />
        <OrderChoice list={list} />
      </div>
      <Lost live={live} />
      <DashboardRows list={list} box={box} />
    </div>
  );
}

/** Begins a dashboard; it is not there for one of whom it is known that they may make none. */
export function NewDashboardButton(
  props: IDashboards & { text: string }
): JSX.Element | null {
  const { me } = props.list;
  const { trans } = useShell();
  const [isNew, setNew] = React.useState(false);
  return me && !mayMakeDashboards(me) ? null : (
    <>
      <Button
        className="jp-Dstack-new"
        look="accept"
        aria-label={trans.__('New dashboard')}
        title={trans.__('New dashboard')}
        onClick={() => setNew(true)}
      >
        {props.text}
      </Button>
      {isNew ? <NewDashboardDialog onClose={() => setNew(false)} /> : null}
    </>
  );
}

/** The dashboards of the list or why there are none, and all that is done with one. */
export function DashboardRows(
  props: IDashboards & { box: React.RefObject<HTMLDivElement> }
): JSX.Element {
  const { list, box } = props;
  const { gone } = list;
  const shell = useShell();
  const { trans } = shell;
  const [menu, setMenu] = React.useState<IMenuPlace | null>(null);
  const [asked, ask] = React.useState<IAsked | null>(null);
  const { error, run } = useAction();
  const acts = useActs(run, (act, dashboard) => {
    if (act === 'delete' && shell.preferences?.confirm === false) {
      void run(() => list.remove(dashboard));
    } else {
      ask({ act, dashboard });
    }
  });
  const AskedDialog = asked && DIALOGS[asked.act];
  return (
    <>
      <Gone
        said={gone && trans.__('“%1” is deleted.', gone.spec.title)}
        act={() => list.restore()}
        onClose={() => list.forget()}
      />
      <ErrorLine text={error} />
      {list.items.length === 0 ? (
        <NoRows list={list} looking={trans.__('Looking for dashboards…')}>
          <EmptyDashboards list={list} />
        </NoRows>
      ) : null}
      {list.items.length && list.failure ? (
        <Failed failure={list.failure} retry={() => void list.load()} />
      ) : null}
      {list.items.length ? (
        <Rows
          list={list}
          box={box}
          label={trans.__('Dashboards')}
          keys="Enter F2 Delete Shift+F10"
          keyOf={({ user, name }) => `dashboard-${user}/${name}`}
          open={({ user, name }) => shell.openDashboard(user, name)}
          onKey={(event, dashboard) => {
            if (isMenuKey(event)) {
              setMenu({ dashboard, at: placeOfChosen(box.current) });
              return true;
            }
            const act = actsOn(shell, list.me, dashboard).find(
              one => acts[one].key === event.key
            );
            if (act) {
              acts[act].start(dashboard);
            }
            return act !== undefined;
          }}
          draw={(dashboard, row) => (
            <DashboardRow
              dashboard={dashboard}
              me={list.me?.user ?? ''}
              onMenu={at => setMenu({ dashboard, at })}
              {...row}
            />
          )}
        />
      ) : null}
      {menu ? (
        <Menu
          label={menu.dashboard.spec.title}
          at={menu.at}
          items={actsOn(shell, list.me, menu.dashboard).map(act => ({
            label: acts[act].label,
            key: acts[act].key,
            act: () => acts[act].start(menu.dashboard)
          }))}
          onClose={() => setMenu(null)}
        />
      ) : null}
      {asked && AskedDialog ? (
        <AskedDialog
          list={list}
          dashboard={asked.dashboard}
          onClose={() => ask(null)}
        />
      ) : null}
    </>
  );
}

interface IMenuPlace {
  dashboard: Dashboard;
  at: { x: number; y: number };
}

function isMenuKey({ key, shiftKey }: React.KeyboardEvent): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}

/** Where the menu of the chosen row opens, when it was asked for by a key. */
function placeOfChosen(box: HTMLElement | null): { x: number; y: number } {
  const row = box?.querySelector('[aria-selected="true"]') ?? box;
  const place = row?.getBoundingClientRect();
  return { x: (place?.left ?? 0) + 24, y: place?.bottom ?? 0 };
}
