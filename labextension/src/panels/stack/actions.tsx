import * as React from 'react';
import type { Frame, Stack } from '../../api/api';
import type { ShownStack } from '../../models/stack-page';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { ShareDialog } from '../share';
import { ITranslation, useShell } from '../shell';
import { UseIt } from '../use-it';

/** What a dialog of the page is about. */
interface IOpened {
  shown: ShownStack;
  stack: Stack;
  frame: Frame;
  onClose: () => void;
}

interface IAction {
  label: string;
  Opened: (props: IOpened) => JSX.Element;
  isFirst?: boolean;
}

/** What can be done with the stack that is looked at. */
export function Actions(props: { shown: ShownStack }): JSX.Element | null {
  const { shown } = props;
  const { stack, frame } = shown;
  const { trans } = useShell();
  const [opened, setOpened] = React.useState<IAction | null>(null);
  if (!stack || !frame) {
    return null;
  }
  return (
    <div className="jp-Dstack-head-buttons">
      {actionsOf(trans).map(action => (
        <Button
          key={action.label}
          look={action.isFirst ? 'accept' : 'plain'}
          aria-haspopup="dialog"
          onClick={() => setOpened(action)}
        >
          {action.label}
        </Button>
      ))}
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
    { label: trans.__('Use it'), Opened: Using, isFirst: true },
    { label: trans.__('Share'), Opened: Sharing }
  ];
}

function Using({ shown, stack, frame, onClose }: IOpened): JSX.Element {
  const { trans } = useShell();
  return (
    <Dialog title={trans.__('Use %1', stack.name)} onClose={onClose}>
      <UseIt
        stack={stack}
        frame={frame}
        wanted={shown.params}
        me={shown.me?.user ?? ''}
      />
    </Dialog>
  );
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
