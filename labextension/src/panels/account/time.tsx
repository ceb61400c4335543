import * as React from 'react';
import { useShell } from '../shell';
import { agoText, fullTime } from '../times';

/** A time in words, or what is said where there is none. */
export function Time(props: {
  time: string | null | undefined;
  without: string;
}): JSX.Element {
  const { time, without } = props;
  const { language } = useShell();
  return time ? (
    <time dateTime={time} title={fullTime(time, language)}>
      {agoText(time, language)}
    </time>
  ) : (
    <>{without}</>
  );
}

/** The day of a time that lies ahead, or what is said where there is none. */
export function Day(props: {
  time: string | null | undefined;
  without: string;
}): JSX.Element {
  const { time, without } = props;
  const { language } = useShell();
  return time ? (
    <time dateTime={time} title={fullTime(time, language)}>
      {new Date(time).toLocaleDateString(language, { dateStyle: 'medium' })}
    </time>
  ) : (
    <>{without}</>
  );
}
