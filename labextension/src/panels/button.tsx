import * as React from 'react';

interface IButton extends React.ButtonHTMLAttributes<HTMLButtonElement> {
  /** `accept` is the one thing to do here, `warn` takes something away, `link` stands in a text. */
  look?: 'plain' | 'accept' | 'warn' | 'link';
  /** It waits for something, and does nothing until then; it keeps the focus that a disabled button would lose. */
  isBusy?: boolean;
}

/** A button of the views, in the colours of the theme. */
export function Button(props: IButton): JSX.Element {
  const { look = 'plain', isBusy = false, onClick, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className={`jp-Dstack-button jp-mod-${look} ${rest.className ?? ''}`.trim()}
      aria-disabled={isBusy || undefined}
      onClick={event => (isBusy ? event.preventDefault() : onClick?.(event))}
    />
  );
}
