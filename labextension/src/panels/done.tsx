import * as React from 'react';
import { Button } from './button';
import { useAction } from './dialog';
import { useShell } from './shell';

interface IDone {
  /** What was done, in words; null where nothing was. */
  said: string | null;
  /** What the button says that takes it back. */
  back: string;
  /** Take it back; without it there is no way back. */
  act?: () => Promise<void>;
  /** It need not be said any longer. */
  onClose?: () => void;
}

/** Said after something was done, with the way back. */
export function Done(props: IDone): JSX.Element {
  const { said, back, act, onClose } = props;
  const { trans } = useShell();
  const { isBusy, error, run } = useAction();
  return (
    <div role="status">
      {said === null ? null : (
        <div className="jp-Dstack-bar jp-mod-done">
          <span>{said}</span>
          {act ? (
            <Button isBusy={isBusy} onClick={() => void run(act)}>
              {back}
            </Button>
          ) : null}
          {onClose ? (
            <Button
              look="link"
              aria-label={trans.__('Close')}
              onClick={onClose}
            >
              ×
            </Button>
          ) : null}
          {error ? <span className="jp-Dstack-error">{error}</span> : null}
        </div>
      )}
    </div>
  );
}

/** Said after something was deleted, which can be brought back. */
export function Gone(props: Omit<IDone, 'back'>): JSX.Element {
  const { trans } = useShell();
  return <Done {...props} back={trans.__('Bring it back')} />;
}
