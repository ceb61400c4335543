import * as React from 'react';
import { DashboardRows, NewDashboardButton } from '../panels/dashboards/list';
import { OrderChoice, Search } from '../panels/list-tools';
import { useShell } from '../panels/shell';
import { useObservable } from '../panels/use-observable';
import { useWeb } from './context';
import { Heading } from './heading';
import { useAddress, WhoseTabs } from './stacks';

/** The dashboards that one may see. */
export function DashboardsPage(): JSX.Element {
  const { trans } = useShell();
  const { dashboards } = useWeb();
  const list = useObservable(dashboards);
  const box = React.useRef<HTMLDivElement>(null);
  useAddress(list);
  return (
    <div className="jp-Dstack-stacks">
      <Heading text={trans.__('Dashboards')} />
      <div className="jp-Dstack-tools">
        <WhoseTabs list={list} />
        <Search list={list} box={box} label={trans.__('Search dashboards')} />
        <OrderChoice list={list} />
        <NewDashboardButton list={list} text={trans.__('New dashboard')} />
      </div>
      <DashboardRows list={list} box={box} />
    </div>
  );
}
