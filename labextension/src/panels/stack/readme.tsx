import * as React from 'react';
import type { Stack } from '../../api/api';
import { MarkdownText } from '../drawing';
import { useShell } from '../shell';

/** What its owner wrote about the stack. */
export function Readme({ stack }: { stack: Stack }): JSX.Element | null {
  const { trans } = useShell();
  return stack.readme ? (
    <section className="jp-Dstack-readme" aria-label={trans.__('README')}>
      <MarkdownText text={stack.readme} />
    </section>
  ) : null;
}
