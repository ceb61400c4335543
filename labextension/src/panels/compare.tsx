import * as React from 'react';
import type { FrameChanges, FrameRef, FrameSummary, Stack } from '../api/api';
import { Comparison } from '../models/comparison';
import { Button } from './button';
import { AttachmentChanges } from './compare/attachment';
import { TableDiff } from './compare/table';
import { useShell } from './shell';
import { agoText } from './times';
import { useObservable } from './use-observable';

/** How many attachments are shown at first, and how many more each time. */
const SOME = 20;

interface ICompare {
  stack: Stack;
  /** The frame that is compared with, and the one that is compared. */
  old: FrameRef;
  now: FrameRef;
  /** The id of the store, for what draws contents. */
  store: string;
}

/** Two frames of a stack, and what differs between them. */
export function Compare(props: ICompare): JSX.Element {
  const { stack, old, now, store } = props;
  const { api, trans } = useShell();
  const [made] = React.useState(() => new Comparison(api, stack, old, now));
  const comparison = useObservable(made);
  React.useEffect(() => {
    void made.load();
    return () => made.dispose();
  }, [made]);
  const { changes, failure, state } = comparison;
  return (
    <div className="jp-Dstack-compare" aria-busy={state === 'loading'}>
      <Frames comparison={comparison} />
      <div role="alert">
        {state === 'failed' ? (
          <p className="jp-Dstack-error">
            {failure?.message}{' '}
            <Button look="link" onClick={() => void comparison.load()}>
              {trans.__('Try again')}
            </Button>
          </p>
        ) : null}
      </div>
      {changes ? (
        <Changes changes={changes} comparison={comparison} store={store} />
      ) : state === 'loading' ? (
        <p role="status">{trans.__('Comparing…')}</p>
      ) : null}
    </div>
  );
}

/** Which frames are compared. */
function Frames({ comparison }: { comparison: Comparison }): JSX.Element {
  const { trans } = useShell();
  const { frames, old, now } = comparison;
  return (
    <div className="jp-Dstack-compared">
      <FrameChoice
        label={trans.__('From')}
        frames={frames}
        chosen={old}
        onChoose={frame => comparison.compare(frame, now)}
      />
      <FrameChoice
        label={trans.__('to')}
        frames={frames}
        chosen={now}
        onChoose={frame => comparison.compare(old, frame)}
      />
      <Button onClick={() => comparison.compare(now, old)}>
        {trans.__('Swap')}
      </Button>
    </div>
  );
}

function FrameChoice(props: {
  label: string;
  frames: readonly FrameSummary[];
  chosen: FrameRef;
  onChoose: (frame: number) => void;
}): JSX.Element {
  const { trans, language } = useShell();
  const { frames } = props;
  const chosen =
    frames.find(frame => isNamed(frame, props.chosen))?.number ?? props.chosen;
  return (
    <label>
      <span>{props.label}</span>
      <select
        className="jp-Dstack-field"
        value={chosen}
        onChange={({ target }) => props.onChoose(Number(target.value))}
      >
        {frames.some(({ number }) => number === chosen) ? null : (
          <option value={chosen}>{trans.__('frame %1', chosen)}</option>
        )}
        {frames.map(({ number, message, time }) => (
          <option key={number} value={number}>
            {trans.__('frame %1', number)} ·{' '}
            {message ?? agoText(time, language)}
          </option>
        ))}
      </select>
    </label>
  );
}

function isNamed(frame: FrameSummary, ref: FrameRef): boolean {
  return [frame.number, frame.id, ...frame.tags].some(
    name => String(name) === String(ref)
  );
}

function Changes(props: {
  changes: FrameChanges;
  comparison: Comparison;
  store: string;
}): JSX.Element {
  const { changes, comparison, store } = props;
  const { trans } = useShell();
  const [count, setCount] = React.useState(SOME);
  const { notes = [], table } = changes;
  const told = changes.attachments.filter(
    each => each.change !== 'same' || each.note
  );
  return (
    <>
      {notes.map(note => (
        <p key={note}>{note}</p>
      ))}
      {told.length === 0 && !notes.length ? (
        <p role="status">{trans.__('Nothing differs between these frames.')}</p>
      ) : null}
      {table ? (
        <TableDiff changes={table} comparison={comparison} />
      ) : (
        told
          .slice(0, count)
          .map((change, index) => (
            <AttachmentChanges
              key={`${change.old?.index}-${change.new?.index}-${index}`}
              change={change}
              changes={changes}
              comparison={comparison}
              store={store}
            />
          ))
      )}
      {!table && told.length > count ? (
        <Button onClick={() => setCount(count + SOME)}>
          {trans.__('Show more attachments')}
        </Button>
      ) : null}
    </>
  );
}
