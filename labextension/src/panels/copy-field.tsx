import * as React from 'react';
import { CopyButton } from './clipboard';

/** A text to take along, with a button that copies it. */
export function CopyField(props: { label: string; text: string }): JSX.Element {
  const { label, text } = props;
  const id = React.useId();
  return (
    <div className="jp-Dstack-copied">
      <label htmlFor={id}>{label}</label>
      <div className="jp-Dstack-copied-line">
        <input
          id={id}
          readOnly
          className="jp-Dstack-field jp-mod-code"
          value={text}
          onFocus={event => event.target.select()}
        />
        <CopyButton text={text} />
      </div>
    </div>
  );
}

/** Lines of code, with a button that copies them. */
export function CopyCode(props: { label: string; text: string }): JSX.Element {
  const { label, text } = props;
  return (
    <figure className="jp-Dstack-copied">
      <figcaption>{label}</figcaption>
      <div className="jp-Dstack-copied-line">
        <pre tabIndex={0} aria-label={label}>
          <code>{text}</code>
        </pre>
        <CopyButton text={text} />
      </div>
    </figure>
  );
}
