import * as React from 'react';
import type { ShownStack } from '../../models/stack-page';
import { Lost } from '../lost';
import { useShell } from '../shell';
import { useKeptFocus } from '../use-kept-focus';
import { useLive } from '../use-live';
import { useObservable } from '../use-observable';
import { Controls } from './controls';
import { Head } from './head';
import { Preview } from './preview';
import { Deleted, HeadMoved, OldFrame, Stale } from './notes';
import { Origin } from './origin';
import { Readme } from './readme';
import { TimeLine } from './time-line';
import { Nothing, NoFrames } from './nothing';

/** The page of one stack. */
export function StackPageView(props: { shown: ShownStack }): JSX.Element {
  const shown = useObservable(props.shown);
  const live = useLive(shown);
  const { trans } = useShell();
  const { stack } = shown;
  const box = React.useRef<HTMLElement>(null);
  useKeptFocus(box);
  const label = trans.__('Stack %1', shown.path.name);
  if (!stack || shown.isGone) {
    return (
      <section ref={box} className="jp-Dstack-page" aria-label={label}>
        <Deleted shown={shown} />
        <Nothing shown={shown} />
      </section>
    );
  }
  return (
    <section ref={box} className="jp-Dstack-page" aria-label={label}>
      <Head shown={shown} stack={stack} />
      <Lost live={live} />
      <Stale shown={shown} />
      <Deleted shown={shown} />
      <HeadMoved shown={shown} />
      <OldFrame shown={shown} />
      <div className="jp-Dstack-columns">
        <section className="jp-Dstack-looked-at">
          <Controls shown={shown} />
          {shown.frame ? <Preview shown={shown} /> : <NoFrames shown={shown} />}
        </section>
        <TimeLine shown={shown} />
        <div className="jp-Dstack-below">
          {shown.frame ? <Origin stack={stack} frame={shown.frame} /> : null}
          <Readme shown={shown} stack={stack} />
        </div>
      </div>
    </section>
  );
}
