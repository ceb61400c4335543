import * as React from 'react';
import type { FrameSummary } from '../../api/api';
import { Failure } from '../../api/failure';
import type { FrameList } from '../../models/frame-list';
import { useShell } from '../shell';
import { sizeText } from '../../sizes';
import { Time } from '../time';

import { changesText } from './changes';

interface IFrameRow {
  frame: FrameSummary;
  frames: FrameList;
  isHead: boolean;
  /** Whether it is the one that is looked at. */
  isShown: boolean;
  onLook: () => void;
  /** Show in detail how it differs from the one before. */
  onCompare: (before: FrameSummary) => void;
}

/** One frame of the time line. */
export function FrameRow(props: IFrameRow): JSX.Element {
  const { frame, isHead, isShown } = props;
  const { trans, language } = useShell();
  const { origin, message, number } = frame;
  return (
    <li
      className={`jp-Dstack-frame-row${isShown ? ' jp-mod-shown' : ''}${isHead ? ' jp-mod-head' : ''}`}
    >
      <div className="jp-Dstack-frame-box">
        <button
          type="button"
          className="jp-Dstack-frame"
          aria-current={isShown || undefined}
          onClick={props.onLook}
        >
          <span className="jp-Dstack-frame-title">
            <span className="jp-Dstack-frame-number">{number}</span>
            {message ? (
              <span translate="no">{message}</span>
            ) : (
              <span className="jp-Dstack-silent">{trans.__('no message')}</span>
            )}
          </span>
          <span className="jp-Dstack-marks">
            {isHead ? (
              <span className="jp-Dstack-head-mark">{trans.__('head')}</span>
            ) : null}
            {frame.tags?.map(tag => (
              <span key={tag} className="jp-Dstack-tag" translate="no">
                {tag}
              </span>
            ))}
          </span>
          <span className="jp-Dstack-frame-facts">
            {origin?.user ? <span translate="no">{origin.user}</span> : null}
            <Time time={frame.time} />
            <span>{sizeText(frame.length, language)}</span>
            {frame.attachment_count > 1 ? (
              <span>
                {trans._n(
                  '%1 attachment',
                  '%1 attachments',
                  frame.attachment_count,
                  frame.attachment_count
                )}
              </span>
            ) : null}
          </span>
        </button>
        <Changed {...props} />
      </div>
    </li>
  );
}

/** What changed since the frame before; asked for by itself where that takes little. */
function Changed(props: IFrameRow): JSX.Element | null {
  const { frame, frames, onCompare } = props;
  const { trans } = useShell();
  const box = React.useRef<HTMLParagraphElement>(null);
  const known = frames.difference(frame);
  const isAsked = known !== undefined;
  const isQuick = frames.isQuick(frame);
  React.useEffect(() => {
    if (!isAsked && isQuick && box.current) {
      return whenSeen(box.current, () => void frames.compare(frame));
    }
    return undefined;
  }, [isAsked, isQuick, frames, frame]);
  const before = frames.before(frame);
  if (!before) {
    return null;
  }
  return (
    <p ref={box} className="jp-Dstack-difference">
      {known === undefined && !isQuick ? (
        <button type="button" onClick={() => void frames.compare(frame)}>
          {trans.__('What changed?')}
        </button>
      ) : null}
      {known === null ? trans.__('Comparing…') : null}
      {known instanceof Failure ? (
        <>
          {known.message}{' '}
          <button type="button" onClick={() => void frames.compare(frame)}>
            {trans.__('Try again')}
          </button>
        </>
      ) : null}
      {known && !(known instanceof Failure) ? (
        <button
          type="button"
          aria-haspopup="dialog"
          title={trans.__(
            'Compare frame %1 with frame %2',
            before.number,
            frame.number
          )}
          onClick={() => onCompare(before)}
        >
          {changesText(known, trans)}
        </button>
      ) : null}
    </p>
  );
}

/** Call back once an element is in sight; returns what stops waiting for it. */
function whenSeen(element: Element, act: () => void): () => void {
  const observer = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) {
      observer.disconnect();
      act();
    }
  });
  observer.observe(element);
  return () => observer.disconnect();
}
