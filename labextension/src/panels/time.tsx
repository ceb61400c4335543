import * as React from 'react';
import { useShell } from './shell';
import { agoText, dayText, fullTime } from './times';

interface IMaybe {
  time: string | null | undefined;
  /** What is said where there is none. */
  without?: string;
}

/** How long ago a time is. */
export function Time(props: IMaybe): JSX.Element {
  return <Said {...props} text={agoText} />;
}

/** The day of a time that lies ahead. */
export function Day(props: IMaybe): JSX.Element {
  return <Said {...props} text={dayText} />;
}

function Said(props: IMaybe & { text: typeof agoText }): JSX.Element {
  const { time, without, text } = props;
  const { language } = useShell();
  return time ? (
    <time dateTime={time} title={fullTime(time, language)}>
      {text(time, language)}
    </time>
  ) : (
    <>{without}</>
  );
}
