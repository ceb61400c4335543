import * as React from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/lab.css';
import type { Api } from '../api/api';
import { DashboardList } from '../models/dashboard-list';
import type { PagedList } from '../models/paged-list';
import type { Preferences } from '../models/preferences';
import { StackList } from '../models/stack-list';
import { DashboardListView } from '../panels/dashboards/list';
import { LostProfile } from '../panels/lost-profile';
import { ProfileChoice } from '../panels/profile-choice';
import { Sections } from '../panels/sections';
import { ShellProvider, useShell } from '../panels/shell';
import { StackListView } from '../panels/stack-list';
import { keepFocus } from '../panels/use-kept-focus';
import { useObservable } from '../panels/use-observable';
import type { IStores } from './tokens';

/** Draw the lists of a store, live, into an element; returns what ends it. */
export function mountStacks(element: HTMLElement, stacks: IStores): () => void {
  const root = createRoot(element);
  root.render(<Stacks stacks={stacks} />);
  const end = keepFocus(element);
  return () => {
    end();
    root.unmount();
  };
}

function Stacks({ stacks }: { stacks: IStores }): JSX.Element {
  const profiles = useObservable(stacks.profiles);
  React.useEffect(() => void profiles.load(), [profiles]);
  const { chosen } = profiles;
  if (chosen !== null && profiles.isLost(chosen)) {
    return (
      <ShellProvider value={stacks.shellOf('')}>
        <LostProfile
          name={chosen}
          profiles={profiles}
          onChoose={name => profiles.choose(name)}
        />
      </ShellProvider>
    );
  }
  const shell = stacks.shellOf(chosen ?? '');
  return (
    <ShellProvider value={shell}>
      <ProfileChoice profiles={profiles} />
      {chosen === null ? (
        <p className="jp-Dstack-status" role="status">
          {shell.trans.__('Looking for stacks…')}
        </p>
      ) : (
        <ListsOf profile={chosen} stacks={stacks} />
      )}
    </ShellProvider>
  );
}

interface IOfProfile {
  profile: string;
  stacks: IStores;
}

/** The lists of one store, each loaded when it is opened. */
function ListsOf(props: IOfProfile): JSX.Element {
  const { trans } = useShell();
  return (
    <Sections
      first="stacks"
      sections={[
        {
          name: 'stacks',
          title: trans.__('Stacks'),
          draw: () => <StacksOf key={props.profile} {...props} />
        },
        {
          name: 'dashboards',
          title: trans.__('Dashboards'),
          draw: () => <DashboardsOf key={props.profile} {...props} />
        }
      ]}
    />
  );
}

function StacksOf(props: IOfProfile): JSX.Element | null {
  const list = useList(props, StackList);
  return list ? <StackListView list={list} /> : null;
}

function DashboardsOf(props: IOfProfile): JSX.Element | null {
  const list = useList(props, DashboardList);
  return list ? <DashboardListView list={list} /> : null;
}

/** A list of one store, as long as it is looked at. */
function useList<List extends PagedList<unknown>>(
  { profile, stacks }: IOfProfile,
  Kind: new (api: Api, preferences: Preferences) => List
): List | undefined {
  const [shown, show] = React.useState<List>();
  React.useEffect(() => {
    const { api } = stacks.shellOf(profile);
    const list = new Kind(api, stacks.preferences);
    show(list);
    return () => list.dispose();
  }, [profile, stacks, Kind]);
  return shown;
}
