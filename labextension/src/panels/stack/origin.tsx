import * as React from 'react';
import type { Frame, Stack } from '../../api/api';
import { Provenance } from '../provenance';
import { useShell } from '../shell';

/** Where the frame came from; its relatives are looked for when somebody wants to know. */
export function Origin(props: { stack: Stack; frame: Frame }): JSX.Element {
  const { stack, frame } = props;
  const { trans } = useShell();
  const [isOpen, setOpen] = React.useState(false);
  const { notebook, script } = frame.origin ?? {};
  const maker = notebook ?? script;
  return (
    <details
      className="jp-Dstack-origin"
      open={isOpen}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>
        {trans.__('Where frame %1 came from', frame.number)}
        {maker ? (
          <span className="jp-Dstack-maker" translate="no">
            {maker}
          </span>
        ) : null}
      </summary>
      {isOpen ? (
        <Provenance key={frame.id} stack={stack} frame={frame} />
      ) : null}
    </details>
  );
}
