import * as React from 'react';
import type { Frame, Stack } from '../../api/api';
import { mayMakeDashboards } from '../../models/rights';
import type { ShownStack } from '../../models/stack-page';
import { Button } from '../button';
import { NewDashboardDialog } from '../dashboards/new';
import { DeleteDialog } from '../delete';
import { Dialog, ErrorLine, useAction } from '../dialog';
import { Download } from '../download';
import { ShareDialog } from '../share';
import { ITranslation, useShell } from '../shell';
import { useObservable } from '../use-observable';
import { UseIt } from '../use-it';
import { Comparing, pairOf } from './comparing';

/** What a dialog of the page is about. */
interface IOpened {
  shown: ShownStack;
  stack: Stack;
  /** What is looked at of it, null while it has no frame. */
  frame: Frame | null;
  onClose: () => void;
}

interface IAction {
  label: string;
  Opened: (props: IOpened) => JSX.Element | null;
  isFirst?: boolean;
  /** Whether there is anything to do it with; there always is without it. */
  isFor?: (shown: ShownStack) => boolean;
  /** What is done instead for one who wants no questions. */
  atOnce?: (shown: ShownStack) => Promise<void>;
}

/** What can be done with the stack that is looked at. */
export function Actions(props: { shown: ShownStack }): JSX.Element | null {
  const { shown } = props;
  const { stack, frame } = shown;
  const { trans, preferences } = useShell();
  const { isBusy, error, run } = useAction();
  useObservable(shown.frames);
  const [opened, setOpened] = React.useState<IAction | null>(null);
  if (!stack) {
    return null;
  }
  const actions = actionsOf(trans).filter(
    ({ isFor }) => isFor?.(shown) ?? true
  );
  const start = (action: IAction): void => {
    const { atOnce } = action;
    if (atOnce && preferences?.confirm === false) {
      void run(() => atOnce(shown));
    } else {
      setOpened(action);
    }
  };
  return (
    <div className="jp-Dstack-head-buttons">
      {actions.map(action => (
        <Button
          key={action.label}
          look={action.isFirst ? 'accept' : 'plain'}
          aria-haspopup="dialog"
          isBusy={isBusy}
          onClick={() => start(action)}
        >
          {action.label}
        </Button>
      ))}
      <ErrorLine text={error} />
      {opened ? (
        <opened.Opened
          shown={shown}
          stack={stack}
          frame={frame}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </div>
  );
}

function actionsOf(trans: ITranslation): IAction[] {
  return [
    {
      label: trans.__('Use it'),
      Opened: Using,
      isFirst: true,
      isFor: hasFrame
    },
    { label: trans.__('Share'), Opened: Sharing },
    {
      label: trans.__('Compare'),
      Opened: ComparingIt,
      isFor: shown => pairOf(shown) !== null
    },
    {
      label: trans.__('Download'),
      Opened: Downloading,
      isFor: shown => shown.attachment !== null
    },
    {
      label: trans.__('New dashboard'),
      Opened: MakingDashboard,
      isFor: shown => hasFrame(shown) && mayMakeDashboards(shown.me)
    },
    {
      label: trans.__('Delete'),
      Opened: Deleting,
      isFor: shown => shown.may('delete'),
      atOnce: shown => shown.remove()
    }
  ];
}

function hasFrame({ frame }: ShownStack): boolean {
  return frame !== null;
}

function Using(props: IOpened): JSX.Element | null {
  const { shown, stack, frame, onClose } = props;
  const { trans } = useShell();
  return frame ? (
    <Dialog title={trans.__('Use %1', stack.name)} onClose={onClose}>
      <UseIt
        stack={stack}
        frame={frame}
        wanted={shown.params}
        me={shown.me?.user ?? ''}
        onInserted={onClose}
      />
    </Dialog>
  ) : null;
}

function ComparingIt({ shown, onClose }: IOpened): JSX.Element | null {
  const [pair] = React.useState(() => pairOf(shown));
  return pair && <Comparing shown={shown} pair={pair} onClose={onClose} />;
}

function Sharing({ shown, stack, onClose }: IOpened): JSX.Element {
  const shell = useShell();
  const { user, name } = stack;
  return (
    <ShareDialog
      shared={{ kind: 'stacks', user, name }}
      level={stack.access_level}
      url={shell.stackUrl(user, name, shown.search)}
      onChanged={() => void shown.load()}
      onClose={onClose}
    />
  );
}

function Downloading(props: IOpened): JSX.Element | null {
  const { shown, stack, frame, onClose } = props;
  const { trans } = useShell();
  const { attachment } = shown;
  return frame && attachment ? (
    <Dialog
      title={trans.__('Download %1, frame %2', stack.name, frame.number)}
      onClose={onClose}
    >
      <Download stack={stack} frame={frame} attachment={attachment} />
    </Dialog>
  ) : null;
}

function MakingDashboard({ stack, onClose }: IOpened): JSX.Element {
  return <NewDashboardDialog stacks={[stack]} onClose={onClose} />;
}

function Deleting({ shown, stack, onClose }: IOpened): JSX.Element {
  return (
    <DeleteDialog stack={stack} act={() => shown.remove()} onClose={onClose} />
  );
}
