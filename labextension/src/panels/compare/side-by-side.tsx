import * as React from 'react';
import { Drawing } from '../drawing';
import { sizeText } from '../../sizes';
import { useShell } from '../shell';
import { IChanged, paramsText } from './attachment';

/** Both contents as they look. */
export function SideBySide(props: IChanged): JSX.Element {
  const { change, changes } = props;
  const { trans } = useShell();
  return (
    <div className="jp-Dstack-sides">
      {change.old ? (
        <Side
          {...props}
          side={change.old}
          frame={changes.old}
          label={trans.__('Before, frame %1', changes.old)}
        />
      ) : null}
      {change.new ? (
        <Side
          {...props}
          side={change.new}
          frame={changes.new}
          label={trans.__('After, frame %1', changes.new)}
        />
      ) : null}
    </div>
  );
}

function Side(
  props: IChanged & {
    side: NonNullable<IChanged['change']['old']>;
    frame: number;
    label: string;
  }
): JSX.Element {
  const { side, frame, label, change, comparison, store } = props;
  const { language } = useShell();
  const { user, name } = comparison.path;
  const { contents } = change;
  const picture =
    contents?.kind === 'picture'
      ? side === change.old
        ? contents.old
        : contents.new
      : null;
  const size =
    picture?.width && picture.height
      ? `${picture.width} × ${picture.height}, `
      : '';
  const previewed = {
    place: { stack: `${user}/${name}`, store, frame: String(frame) },
    content: side,
    caption: [label, paramsText(change.params)].filter(Boolean).join(', ')
  };
  return (
    <figure>
      <figcaption>
        {label}{' '}
        <small>
          {size}
          {sizeText(side.length, language)}
        </small>
      </figcaption>
      <Drawing previewed={previewed} />
    </figure>
  );
}
