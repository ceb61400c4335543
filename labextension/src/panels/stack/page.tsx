import * as React from 'react';
import type { ShownStack } from '../../models/stack-page';
import { useObservable } from '../use-observable';
import { Controls } from './controls';
import { Head } from './head';
import { Preview } from './preview';
import { HeadMoved, Lost, OldFrame } from './notes';
import { Readme } from './readme';
import { TimeLine } from './time-line';
import { Nothing, NoFrames } from './nothing';

/** The page of one stack. */
export function StackPageView(props: { shown: ShownStack }): JSX.Element {
  const shown = useObservable(props.shown);
  const { stack } = shown;
  if (!stack) {
    return (
      <div className="jp-Dstack-page">
        <Nothing shown={shown} />
      </div>
    );
  }
  return (
    <div className="jp-Dstack-page">
      <Head shown={shown} stack={stack} />
      <Lost shown={shown} />
      <HeadMoved shown={shown} />
      <OldFrame shown={shown} />
      <div className="jp-Dstack-columns">
        <section className="jp-Dstack-looked-at">
          <Controls shown={shown} />
          {shown.frame ? <Preview shown={shown} /> : <NoFrames shown={shown} />}
        </section>
        <TimeLine shown={shown} />
        <Readme stack={stack} />
      </div>
    </div>
  );
}
