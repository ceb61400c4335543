import * as React from 'react';
import type { AccessLevel } from '../api/api';
import type { IShared } from '../api/sharing';
import { Sharing } from '../models/sharing';
import { scopeText } from './account/scopes';
import { Button } from './button';
import { CopyButton } from './clipboard';
import { CopyToServer } from './copy-to-server';
import { Dialog } from './dialog';
import { levelWords } from './levels';
import { People } from './people';
import { ITranslation, useShell } from './shell';
import { useObservable } from './use-observable';

interface IShare {
  shared: IShared;
  level: AccessLevel;
  /** The address that a colleague opens, with what is chosen now; null where it is not known. */
  url: string | null;
  /** What else those who see it should know, such as that cards show what others do not see. */
  notes?: readonly string[];
  /** Something was changed; the dialog stays. */
  onChanged: () => void;
  onClose: () => void;
}

/** Who sees a stack or a dashboard, and what its owner can do about it. */
export function ShareDialog(props: IShare): JSX.Element {
  const { shared, level, url, onChanged, onClose } = props;
  const { api, trans, elsewhere } = useShell();
  const sharing = useObservable(
    React.useState(() => new Sharing(api, shared, level, onChanged))[0]
  );
  React.useEffect(() => void sharing.load(), [sharing]);
  const isOfUse =
    sharing.state !== 'loading' && !(sharing.isAlone && elsewhere);
  return (
    <Dialog
      title={trans.__('Share %1', shared.name)}
      error={sharing.error ?? sharing.failure?.message}
      onClose={onClose}
      actions={
        <>
          {isOfUse && url !== null ? (
            <CopyButton text={url} label={trans.__('Copy link')} />
          ) : null}
          <Button look="accept" onClick={onClose}>
            {trans.__('Done')}
          </Button>
        </>
      }
    >
      <Who sharing={sharing} onClose={onClose} />
      {props.notes?.map(note => (
        <p key={note} className="jp-Dstack-hint">
          {note}
        </p>
      ))}
    </Dialog>
  );
}

function Who(props: {
  sharing: Sharing;
  onClose: () => void;
}): JSX.Element | null {
  const { sharing, onClose } = props;
  const { trans, elsewhere } = useShell();
  if (sharing.state === 'loading') {
    return <p role="status">{trans.__('Looking who sees it…')}</p>;
  }
  if (sharing.state === 'failed') {
    return (
      <Button onClick={() => void sharing.load()}>
        {trans.__('Try again')}
      </Button>
    );
  }
  if (!sharing.mayShare) {
    const { name, who } = levelWords(trans)[sharing.level];
    return (
      <>
        <p>{trans.__('%1: %2', name, who)}</p>
        <p>{whyNot(sharing, trans)}</p>
      </>
    );
  }
  return (
    <>
      <Levels sharing={sharing} />
      {sharing.isAlone && elsewhere ? (
        <CopyToServer
          shared={sharing.shared}
          where={sharing.me?.where ?? ''}
          elsewhere={elsewhere}
          onOpened={onClose}
        />
      ) : (
        <>
          <People sharing={sharing} />
          <SeenBy sharing={sharing} />
          {sharing.isAlone ? (
            <p className="jp-Dstack-hint">
              {trans.__(
                'Nobody else has an account on this server yet. You make accounts under Users on its pages.'
              )}
            </p>
          ) : null}
        </>
      )}
    </>
  );
}

/** Why one cannot share it, and who or what could. */
function whyNot({ me, isMine, shared }: Sharing, trans: ITranslation): string {
  return me && isMine
    ? trans.__(
        'The token that you use here lets you %1, and no more. To share, use one that is good for everything.',
        scopeText(me.scope, trans)
      )
    : trans.__('Only %1 can share it.', shared.user);
}

function Levels({ sharing }: { sharing: Sharing }): JSX.Element {
  const { trans } = useShell();
  const name = React.useId();
  return (
    <fieldset className="jp-Dstack-levels">
      <legend>{trans.__('Who may look')}</legend>
      {Object.entries(levelWords(trans)).map(([level, words]) => (
        <label key={level}>
          <input
            type="radio"
            name={name}
            value={level}
            checked={sharing.level === level}
            aria-describedby={`${name}-${level}`}
            onChange={() => void sharing.open(level as AccessLevel)}
          />
          <span>
            {words.name}
            <small id={`${name}-${level}`}>{words.who}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Who sees it as things stand, in one sentence. */
function SeenBy({ sharing }: { sharing: Sharing }): JSX.Element {
  const { trans, language } = useShell();
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const named = sharing.permitted.map(({ user }) => user);
  const pushing = sharing.permitted
    .filter(({ permission }) => permission === 'push')
    .map(({ user }) => user);
  const sentences = {
    private: named.length
      ? trans.__('%1 see it now.', list.format([trans.__('You'), ...named]))
      : trans.__('Only you see it now.'),
    internal: trans.__('Everyone who has signed in sees it now.'),
    public: trans.__('Everyone sees it now.')
  };
  return (
    <p className="jp-Dstack-seen" role="status">
      {sentences[sharing.level]}{' '}
      {pushing.length
        ? trans.__('%1 may push to it.', list.format(pushing))
        : ''}
    </p>
  );
}
