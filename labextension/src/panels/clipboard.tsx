import * as React from 'react';
import { Button } from './button';
import { useShell } from './shell';

/** Milliseconds for which a button says that it has copied. */
const LONG = 2000;

interface ICopyButton {
  text: string;
  /** What it says; "Copy" where nothing is given. */
  label?: string;
  look?: 'plain' | 'accept';
}

/** Copies a text, and says so. */
export function CopyButton(props: ICopyButton): JSX.Element {
  const { trans } = useShell();
  const [isCopied, setCopied] = React.useState(false);
  React.useEffect(() => setCopied(false), [props.text]);
  React.useEffect(() => {
    const timer = isCopied ? setTimeout(() => setCopied(false), LONG) : 0;
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (button: HTMLElement): Promise<void> =>
    setCopied(await copied(props.text, button));
  return (
    <>
      <Button
        look={props.look}
        onClick={({ currentTarget }) => void copy(currentTarget)}
      >
        {isCopied ? trans.__('Copied') : (props.label ?? trans.__('Copy'))}
      </Button>
      <span className="jp-Dstack-aside" role="status">
        {isCopied ? trans.__('Copied') : ''}
      </span>
    </>
  );
}

/** Copy a text; whether it went well. */
async function copied(text: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedFrom(text, button);
  }
}

/** The way that is left to pages that come without TLS, from another computer. */
function copiedFrom(text: string, button: HTMLElement): boolean {
  const area = document.createElement('textarea');
  area.className = 'jp-Dstack-aside';
  area.value = text;
  button.after(area);
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
    button.focus();
  }
}
