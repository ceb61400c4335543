import * as React from 'react';
import type { AccessLevel } from '../api/api';
import type { IPushedFile } from '../api/own-files';
import type { Profiles } from '../models/profiles';
import type { Push } from '../models/push';
import { Button } from './button';
import { Dialog } from './dialog';
import { levelWords } from './levels';
import { profileLabel } from './profile-choice';
import { Progress } from './progress';
import { ITranslation, useShell } from './shell';
import { useFocusAfter } from './use-focus-after';
import { useObservable } from './use-observable';

interface IPushDialog {
  push: Push;
  profiles: Profiles;
  onPushed: (pushed: IPushedFile) => void;
  onClose: () => void;
}

/** Asks how files are to be pushed, and shows how far it is. */
export function PushDialog(props: IPushDialog): JSX.Element {
  const { profiles, onClose } = props;
  const push = useObservable(props.push);
  const { trans } = useShell();
  const form = React.useId();
  React.useEffect(() => void push.suggest(), [push]);
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    const pushed = push.isReady && !push.far ? await push.start() : null;
    if (pushed) {
      props.onPushed(pushed);
      onClose();
    }
  };
  const close = (): void => {
    push.stop();
    onClose();
  };
  return (
    <Dialog
      title={titleOf(push, trans)}
      error={push.failure?.message}
      onClose={close}
      actions={
        <>
          <Button onClick={push.far ? () => push.stop() : close}>
            {push.far ? trans.__('Stop') : trans.__('Cancel')}
          </Button>
          <Button
            type="submit"
            form={form}
            look="accept"
            disabled={!push.isReady}
            isBusy={push.far !== null}
          >
            {trans.__('Push')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="jp-Dstack-push"
        onSubmit={event => void submit(event)}
      >
        <label>
          <span>{trans.__('Stack')}</span>
          <input
            required
            value={push.stack}
            onChange={event => push.name(event.target.value)}
          />
        </label>
        <label>
          <span>{trans.__('Message')}</span>
          <input
            placeholder={trans.__('What changed, in a line')}
            value={push.message}
            onChange={event => push.set({ message: event.target.value })}
          />
        </label>
        <ProfileOf push={push} profiles={profiles} />
        <Access push={push} />
        <Params push={push} />
        {push.leavesHidden && (
          <p className="jp-Dstack-hint">
            {trans.__('Hidden files, such as .git and .env, are left out.')}
          </p>
        )}
        <Progress far={push.far} doing={trans.__('Pushing')} />
      </form>
    </Dialog>
  );
}

function titleOf(push: Push, trans: ITranslation): string {
  const [first = ''] = push.paths;
  return push.paths.length === 1
    ? trans.__('Push %1', first.split('/').at(-1))
    : trans.__('Push %1 files', push.paths.length);
}

function ProfileOf(props: {
  push: Push;
  profiles: Profiles;
}): JSX.Element | null {
  const { push } = props;
  const profiles = useObservable(props.profiles);
  const { trans } = useShell();
  return profiles.all.length < 2 ? null : (
    <label>
      <span>{trans.__('Profile')}</span>
      <select
        value={push.profile}
        onChange={event => push.set({ profile: event.target.value })}
      >
        {profiles.all.map(profile => (
          <option key={profile.name} value={profile.name}>
            {profileLabel(profile, trans)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Access({ push }: { push: Push }): JSX.Element {
  const { trans } = useShell();
  return (
    <label>
      <span>{trans.__('Who sees a new stack')}</span>
      <select
        value={push.access}
        onChange={event =>
          push.set({ access: event.target.value as AccessLevel | '' })
        }
      >
        <option value="">{trans.__('As usual')}</option>
        {Object.entries(levelWords(trans)).map(([level, { who }]) => (
          <option key={level} value={level}>
            {who}
          </option>
        ))}
      </select>
    </label>
  );
}

function Params({ push }: { push: Push }): JSX.Element {
  const { trans } = useShell();
  const box = React.useRef<HTMLFieldSetElement>(null);
  const focus = useFocusAfter(box, 'input:first-child', 'button');
  return (
    <fieldset ref={box}>
      <legend>{trans.__('Params')}</legend>
      {push.params.map(({ name, value }, index) => (
        <div key={index} className="jp-Dstack-param">
          <input
            aria-label={trans.__('Name of param %1', index + 1)}
            placeholder={trans.__('year')}
            value={name}
            onChange={event =>
              push.setParam(index, { name: event.target.value })
            }
          />
          <input
            aria-label={trans.__('Value of param %1', index + 1)}
            placeholder="2020"
            title={trans.__(
              '2020 is a number, true a boolean, 2020-01-31 a date; in quotes it is a text'
            )}
            value={value}
            onChange={event =>
              push.setParam(index, { value: event.target.value })
            }
          />
          <Button
            aria-label={trans.__('Remove param %1', index + 1)}
            onClick={() => {
              focus.removed(index);
              push.removeParam(index);
            }}
          >
            ×
          </Button>
        </div>
      ))}
      <Button
        onClick={() => {
          focus.added();
          push.addParam();
        }}
      >
        {trans.__('Add a param')}
      </Button>
    </fieldset>
  );
}
