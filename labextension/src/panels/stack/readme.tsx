import * as React from 'react';
import type { Stack } from '../../api/api';
import type { ShownStack } from '../../models/stack-page';
import { Button } from '../button';
import { MarkdownText } from '../drawing';
import { ReadmeEditor } from '../readme-editor';
import { useShell } from '../shell';

/** What its owner wrote about the stack, and where they write it. */
export function Readme(props: {
  shown: ShownStack;
  stack: Stack;
}): JSX.Element | null {
  const { shown, stack } = props;
  const { trans } = useShell();
  const [isEdited, setEdited] = React.useState(false);
  const title = React.useId();
  const { readme } = stack;
  if (!readme && !shown.may('change')) {
    return null;
  }
  return (
    <section className="jp-Dstack-readme" aria-labelledby={title}>
      <header>
        <h2 id={title}>{trans.__('README')}</h2>
        {shown.may('change') && !isEdited ? (
          <Button onClick={() => setEdited(true)}>
            {readme ? trans.__('Edit README') : trans.__('Write a README')}
          </Button>
        ) : null}
      </header>
      {isEdited ? (
        <ReadmeEditor
          stack={stack}
          onSaved={() => void shown.load()}
          onClose={() => setEdited(false)}
        />
      ) : readme ? (
        <MarkdownText text={readme} />
      ) : null}
    </section>
  );
}
