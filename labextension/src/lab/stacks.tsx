import * as React from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/lab.css';
import { Live } from '../models/live';
import { StackList } from '../models/stack-list';
import { ProfileChoice } from '../panels/profile-choice';
import { ShellProvider } from '../panels/shell';
import { StackListView } from '../panels/stack-list';
import { useObservable } from '../panels/use-observable';
import type { IStacks } from './tokens';

/** Draw the list of stacks, live, into an element; returns what ends it. */
export function mountStacks(element: HTMLElement, stacks: IStacks): () => void {
  const root = createRoot(element);
  root.render(<Stacks stacks={stacks} />);
  return () => root.unmount();
}

function Stacks({ stacks }: { stacks: IStacks }): JSX.Element {
  const profiles = useObservable(stacks.profiles);
  React.useEffect(() => void profiles.load(), [profiles]);
  const { chosen } = profiles;
  const shell = stacks.shellOf(chosen ?? '');
  return (
    <ShellProvider value={shell}>
      <ProfileChoice profiles={profiles} />
      {chosen === null ? (
        <p className="jp-Dstack-status" role="status">
          {shell.trans.__('Looking for stacks…')}
        </p>
      ) : (
        <StacksOf key={chosen} profile={chosen} stacks={stacks} />
      )}
    </ShellProvider>
  );
}

/** The list of one store, as long as it is looked at. */
function StacksOf(props: {
  profile: string;
  stacks: IStacks;
}): JSX.Element | null {
  const { profile, stacks } = props;
  const [shown, show] = React.useState<{ list: StackList; live: Live }>();
  React.useEffect(() => {
    const { api } = stacks.shellOf(profile);
    const list = new StackList(api, stacks.preferences);
    const look = (): void => void list.load();
    const live = new Live(api.eventsUrl, stacks.preferences, look);
    show({ list, live });
    return () => {
      live.dispose();
      list.dispose();
    };
  }, [profile, stacks]);
  return shown ? <StackListView {...shown} /> : null;
}
