import * as React from 'react';
import type { ShownStack } from '../../models/stack-page';
import { Button } from '../button';
import { DeleteDialog } from '../delete';
import { useAction } from '../dialog';
import { Done, Gone } from '../done';
import { useShell } from '../shell';

/** Said while what came last could not be had, and what is shown may be old. */
export function Stale({ shown }: { shown: ShownStack }): JSX.Element {
  const { trans } = useShell();
  return (
    <div role="status">
      {shown.state === 'failed' ? (
        <div className="jp-Dstack-bar jp-mod-warn">
          <span>{shown.failure?.message}</span>
          <Button onClick={() => void shown.load()}>
            {trans.__('Try again')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Said after something was deleted here, which can be brought back. */
export function Deleted({ shown }: { shown: ShownStack }): JSX.Element {
  const { trans } = useShell();
  const { gone } = shown;
  const said =
    gone?.frame === undefined
      ? trans.__('%1 is deleted.', shown.path.name)
      : trans.__('Frame %1 is deleted.', gone.frame);
  return <Gone said={gone && said} act={() => shown.bringBack()} />;
}

/** Said while it is not the head that is looked at. */
export function OldFrame({ shown }: { shown: ShownStack }): JSX.Element | null {
  const { trans, preferences } = useShell();
  const { isBusy, error, run } = useAction();
  const [isDeleting, setDeleting] = React.useState(false);
  const { frame, stack } = shown;
  if (!shown.isOld || !frame || !stack?.head) {
    return null;
  }
  const { number } = frame;
  return (
    <div className="jp-Dstack-bar jp-mod-old" role="status">
      <span>
        {trans.__(
          'You look at frame %1; the head is frame %2.',
          number,
          stack.head.number
        )}
      </span>
      <Button onClick={() => shown.lookAt(null)}>
        {trans.__('Show the head')}
      </Button>
      {shown.may('change') ? (
        <Button
          isBusy={isBusy}
          onClick={() => void run(() => shown.makeHead(number))}
        >
          {trans.__('Make it the head')}
        </Button>
      ) : null}
      {shown.may('change') ? (
        <Button
          aria-haspopup="dialog"
          isBusy={isBusy}
          onClick={() =>
            preferences?.confirm === false
              ? void run(() => shown.remove(number))
              : setDeleting(true)
          }
        >
          {trans.__('Delete this frame')}
        </Button>
      ) : null}
      {isDeleting ? (
        <DeleteDialog
          stack={stack}
          frame={frame}
          act={() => shown.remove(number)}
          onClose={() => setDeleting(false)}
        />
      ) : null}
      {error ? <span className="jp-Dstack-error">{error}</span> : null}
    </div>
  );
}

/** Said after the head was set, which can be taken back. */
export function HeadMoved({ shown }: { shown: ShownStack }): JSX.Element {
  const { trans } = useShell();
  const { moved, isOld } = shown;
  const said = moved && trans.__('Frame %1 is the head now.', moved.to);
  const isFirst = moved?.from === null;
  return (
    <Done
      said={isOld ? null : said}
      back={trans.__('Undo')}
      act={isFirst ? undefined : () => shown.undo()}
    />
  );
}
