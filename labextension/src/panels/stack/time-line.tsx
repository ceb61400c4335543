import * as React from 'react';
import type { ShownStack } from '../../models/stack-page';
import { Button } from '../button';
import { useShell } from '../shell';
import { useObservable } from '../use-observable';
import { Comparing, IPair } from './comparing';
import { FrameRow } from './frame-row';

/** How many frames are shown at first, and how many more each time. */
const FIRST = 12;
const MORE = 50;

/** The frames of a stack, newest first; the one that is looked at is marked. */
export function TimeLine({ shown }: { shown: ShownStack }): JSX.Element | null {
  const frames = useObservable(shown.frames);
  const { trans } = useShell();
  const [count, setCount] = React.useState(FIRST);
  const [pair, setPair] = React.useState<IPair | null>(null);
  const title = React.useId();
  const { items } = frames;
  if (items.length === 0) {
    return null;
  }
  const hasMore = items.length > count || frames.hasMore;
  const showMore = (): void => {
    setCount(count + MORE);
    if (items.length < count + MORE) {
      void frames.more();
    }
  };
  return (
    <section className="jp-Dstack-time-line" aria-labelledby={title}>
      <h2 id={title}>{trans.__('Frames')}</h2>
      <ol onKeyDown={goAlong}>
        {items.slice(0, count).map(frame => (
          <FrameRow
            key={frame.id}
            frame={frame}
            frames={frames}
            isHead={frame.id === shown.stack?.head?.id}
            isShown={frame.id === shown.frame?.id}
            onLook={() => shown.lookAt(frame.number)}
            onCompare={old => setPair({ old: old.number, now: frame.number })}
          />
        ))}
      </ol>
      {hasMore ? (
        <Button onClick={showMore}>{trans.__('Show older frames')}</Button>
      ) : null}
      {pair ? (
        <Comparing shown={shown} pair={pair} onClose={() => setPair(null)} />
      ) : null}
    </section>
  );
}

/** The arrows go from frame to frame. */
function goAlong(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) {
    return;
  }
  const rows = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('.jp-Dstack-frame')
  ];
  const at = rows.findIndex(row => row === event.target);
  const next = rows[at + step];
  if (at >= 0 && next) {
    event.preventDefault();
    next.focus();
  }
}
