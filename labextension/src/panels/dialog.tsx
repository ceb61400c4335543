import * as React from 'react';
import { asFailure } from '../api/failure';
import { Button } from './button';
import { useShell } from './shell';
import { useKeptFocus } from './use-kept-focus';

interface IDialog {
  title: string;
  /** It is to be closed: by its button, by Escape, or because it is done. */
  onClose: () => void;
  /** What went wrong, in words. */
  error?: string | null;
  /** Whether something is on its way: until it has come the dialog stays. */
  isBusy?: boolean;
  /** Whether it takes the room that there is, for tables and pictures. */
  isWide?: boolean;
  /** The buttons at its foot. */
  actions?: React.ReactNode;
  children?: React.ReactNode;
}

/** A dialog over everything else, open as long as it is drawn. The browser keeps the focus in it, and gives it back. */
export function Dialog(props: IDialog): JSX.Element {
  const { isBusy = false, isWide = false, onClose } = props;
  const { trans } = useShell();
  const box = React.useRef<HTMLDialogElement>(null);
  const title = React.useId();
  useKeptFocus(box);
  React.useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>(FIRST)?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={box}
      className={`jp-Dstack-dialog${isWide ? ' jp-mod-wide' : ''}`}
      aria-labelledby={title}
      aria-busy={isBusy}
      onCancel={event => isBusy && event.preventDefault()}
      onClose={onClose}
    >
      <header className="jp-Dstack-dialog-header">
        <h2 id={title}>{props.title}</h2>
        <button
          type="button"
          className="jp-Dstack-close"
          aria-label={trans.__('Close')}
          title={trans.__('Close')}
          disabled={isBusy}
          onClick={onClose}
        >
          <span aria-hidden="true">×</span>
        </button>
      </header>
      <div className="jp-Dstack-dialog-body">{props.children}</div>
      <ErrorLine text={props.error} />
      {props.actions ? (
        <footer className="jp-Dstack-dialog-actions">{props.actions}</footer>
      ) : null}
    </dialog>
  );
}

/** The first thing of a dialog that can be used, apart from what closes it. */
const FIRST = [
  '.jp-Dstack-dialog-body :is(input, select, textarea, button, a[href]):not(:disabled)',
  '.jp-Dstack-dialog-actions button:not(:disabled)'
].join(', ');

/** What went wrong, said aloud where it appears. */
export function ErrorLine(props: {
  text: string | null | undefined;
}): JSX.Element {
  return (
    <div role="alert">
      {props.text ? <p className="jp-Dstack-error">{props.text}</p> : null}
    </div>
  );
}

interface IFormDialog {
  title: string;
  /** What the button that does it says. */
  action: string;
  /** Do it; what it throws is said in the dialog, which stays open with all that was typed. */
  act: () => Promise<unknown>;
  onClose: () => void;
  /** Whether what was typed suffices. */
  isReady?: boolean;
  isDangerous?: boolean;
  isWide?: boolean;
  children?: React.ReactNode;
}

/** A dialog that does one thing, by its button or by Enter, and closes when it is done. */
export function FormDialog(props: IFormDialog): JSX.Element {
  const { isReady = true, isDangerous = false, onClose } = props;
  const { trans } = useShell();
  const form = React.useId();
  const { isBusy, error, run } = useAction();
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    if (isReady && !isBusy && (await run(props.act))) {
      onClose();
    }
  };
  return (
    <Dialog
      title={props.title}
      onClose={onClose}
      isBusy={isBusy}
      isWide={props.isWide}
      error={error}
      actions={
        <>
          <Button isBusy={isBusy} onClick={onClose}>
            {trans.__('Cancel')}
          </Button>
          <Button
            type="submit"
            form={form}
            look={isDangerous ? 'warn' : 'accept'}
            disabled={!isReady}
            isBusy={isBusy}
          >
            {props.action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={event => void submit(event)}>
        {props.children}
      </form>
    </Dialog>
  );
}

/** Asks before something is done that is not easily undone; the text says what will happen. */
export function ConfirmDialog(
  props: Omit<IFormDialog, 'isReady' | 'isWide'>
): JSX.Element {
  return <FormDialog {...props} />;
}

interface IAction {
  isBusy: boolean;
  /** What went wrong the last time, in words. */
  error: string | null;
  /** Do something; whether it went well. */
  run: (act: () => Promise<unknown>) => Promise<boolean>;
}

/** Something that takes a while and may fail. */
export function useAction(): IAction {
  const [isBusy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<string | null>(null);
  const run = React.useCallback(async (act: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
      return true;
    } catch (failure) {
      setError(asFailure(failure).message);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { isBusy, error, run };
}
