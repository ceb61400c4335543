import * as React from 'react';
import type { FrameRef } from '../../api/api';
import type { ShownStack } from '../../models/stack-page';
import { Compare } from '../compare';
import { Dialog } from '../dialog';
import { useShell } from '../shell';

/** Two frames, to be compared. */
export interface IPair {
  old: FrameRef;
  now: FrameRef;
}

/** Two frames of the stack beside each other; others can be chosen there. */
export function Comparing(props: {
  shown: ShownStack;
  pair: IPair;
  onClose: () => void;
}): JSX.Element | null {
  const { shown, pair, onClose } = props;
  const { trans } = useShell();
  const { me, stack } = shown;
  return stack ? (
    <Dialog
      title={trans.__('Compare frames of %1', stack.name)}
      isWide
      onClose={onClose}
    >
      <Compare stack={stack} store={me?.store ?? ''} {...pair} />
    </Dialog>
  ) : null;
}

/** What one who looks at a frame would compare: an older one with the head, the head with the one before it. */
export function pairOf(shown: ShownStack): IPair | null {
  const { frame, frames, stack } = shown;
  if (!frame || !stack?.head || frames.items.length < 2) {
    return null;
  }
  if (shown.isOld) {
    return { old: frame.number, now: stack.head.number };
  }
  const at = frames.items.findIndex(each => each.id === frame.id);
  const before = frames.items[at + 1] ?? frames.items[0];
  return before ? { old: before.number, now: frame.number } : null;
}
