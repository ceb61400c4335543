import * as React from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/lab.css';
import { Live } from '../models/live';
import { StackList } from '../models/stack-list';
import { ShellProvider } from '../panels/shell';
import { StackListView } from '../panels/stack-list';
import type { IStacks } from './tokens';

/** Draw the list of stacks, live, into an element; returns what ends it. */
export function mountStacks(element: HTMLElement, stacks: IStacks): () => void {
  const root = createRoot(element);
  root.render(<Stacks stacks={stacks} />);
  return () => root.unmount();
}

function Stacks({ stacks }: { stacks: IStacks }): JSX.Element {
  return (
    <ShellProvider value={stacks.shellOf('')}>
      <StacksOf profile="" stacks={stacks} />
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
