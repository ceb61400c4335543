import * as React from 'react';
import type { Frame, Stack } from '../api/api';
import { restoreSnippet } from '../models/snippets/restore';
import { profileOf } from './code';
import { ConfirmDialog } from './dialog';
import { useShell } from './shell';

interface IDelete {
  stack: Stack;
  /** The one frame that is to be deleted; nothing is the whole stack. */
  frame?: Pick<Frame, 'number'>;
  /** Delete it. */
  act: () => Promise<void>;
  onClose: () => void;
}

/** Asks before a stack or a frame is deleted, and says how it comes back. */
export function DeleteDialog(props: IDelete): JSX.Element {
  const { stack, frame, act, onClose } = props;
  const shell = useShell();
  const { trans } = shell;
  return (
    <ConfirmDialog
      title={
        frame
          ? trans.__('Delete frame %1 of %2?', frame.number, stack.name)
          : trans.__('Delete %1?', stack.name)
      }
      action={trans.__('Delete')}
      isDangerous
      act={act}
      onClose={onClose}
    >
      <p>
        {frame
          ? trans.__('This frame is out of sight at once, for everyone.')
          : stack.frames === 0
            ? trans.__('The stack is out of sight at once, for everyone.')
            : trans._n(
                'The stack with its %1 frame is out of sight at once, for everyone.',
                'The stack with its %1 frames is out of sight at once, for everyone.',
                stack.frames,
                stack.frames
              )}
      </p>
      <p>
        {trans.__(
          'It can be brought back from this page right after, and in Python for a week at least:'
        )}
      </p>
      <pre className="jp-Dstack-code">
        <code>
          {restoreSnippet(stack.name, profileOf(shell), frame?.number)}
        </code>
      </pre>
    </ConfirmDialog>
  );
}
