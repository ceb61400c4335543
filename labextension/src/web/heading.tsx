import * as React from 'react';

/** What a page is. */
export function Heading({ text }: { text: string }): JSX.Element {
  return <h1 className="jp-DstackWeb-heading">{text}</h1>;
}
