import * as React from 'react';

/** What a page is; the focus comes to it when one has gone there. */
export function Heading({ text }: { text: string }): JSX.Element {
  return (
    <h1 className="jp-DstackWeb-heading" tabIndex={-1}>
      {text}
    </h1>
  );
}
