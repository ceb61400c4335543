import * as React from 'react';
import type { Dashboard } from '../../api/dashboards';
import { AccessIcon } from '../access';
import { Icon } from '../icons';
import type { IPlacedRow } from '../rows';
import { useShell } from '../shell';
import { Time } from '../time';

interface IDashboardRow extends IPlacedRow {
  dashboard: Dashboard;
  /** Who looks at it. */
  me: string;
  /** What can be done with it is asked for, at a place on the screen. */
  onMenu: (at: { x: number; y: number }) => void;
}

/** One dashboard of the list. */
export function DashboardRow(props: IDashboardRow): JSX.Element {
  const { dashboard, me, isChosen, top, height, onMenu } = props;
  const shell = useShell();
  const { trans } = shell;
  const { user, name, spec, time } = dashboard;
  const path = user === me ? name : `${user}/${name}`;
  const count = spec.cards.length;
  return (
    <a
      id={props.id}
      href={shell.dashboardUrl(user, name) ?? undefined}
      tabIndex={-1}
      className="jp-Dstack-row jp-mod-dashboard"
      role="option"
      aria-selected={isChosen}
      aria-posinset={props.place}
      aria-setsize={-1}
      style={{ height, transform: `translateY(${top}px)` }}
      title={[`${user}/${name}`, spec.description].filter(Boolean).join('\n')}
      draggable={false}
      onClick={event => {
        if (!(event.ctrlKey || event.metaKey || event.shiftKey)) {
          event.preventDefault();
          props.onOpen();
        }
      }}
      onContextMenu={event => {
        event.preventDefault();
        event.stopPropagation();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <Icon name="dashboard" />
      <span className="jp-Dstack-name">{spec.title}</span>
      <AccessIcon level={dashboard.access_level} />
      <span
        className="jp-Dstack-more"
        aria-hidden="true"
        title={trans.__('What can be done with it')}
        onClick={event => {
          event.preventDefault();
          event.stopPropagation();
          onMenu({ x: event.clientX, y: event.clientY });
        }}
      >
        ⋯
      </span>
      <span className="jp-Dstack-detail">
        <span className="jp-Dstack-message">{path}</span>
        <span>{trans._n('%1 card', '%1 cards', count, count)}</span>
        <Time time={time} />
      </span>
    </a>
  );
}
