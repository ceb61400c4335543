import * as React from 'react';
import type { SignInLink, User, UserChanges } from '../../api/api';
import type { UserList } from '../../models/user-list';
import { Button } from '../button';
import { ConfirmDialog, Dialog, useAction } from '../dialog';
import { useShell } from '../shell';
import { LinkDialog } from './link';

interface IChange {
  users: UserList;
  user: User;
  onClose: () => void;
}

/** What an administrator does with a user. */
export function ChangeUser(props: IChange): JSX.Element {
  const [link, setLink] = React.useState<SignInLink | null>(null);
  const [isLeaving, setLeaving] = React.useState(false);
  if (link) {
    return <LinkDialog link={link} onClose={props.onClose} />;
  }
  return isLeaving ? (
    <RemoveUser {...props} />
  ) : (
    <Changes {...props} onLink={setLink} onRemove={() => setLeaving(true)} />
  );
}

interface IChanges extends IChange {
  onLink: (link: SignInLink) => void;
  onRemove: () => void;
}

function Changes(props: IChanges): JSX.Element {
  const { users, user, onClose } = props;
  const { trans } = useShell();
  const { isBusy, error, run } = useAction();
  const change = (changes: Partial<UserChanges>): void =>
    void run(() => users.change(user.name, changes));
  return (
    <Dialog
      title={user.name}
      onClose={onClose}
      isBusy={isBusy}
      error={error}
      actions={
        <Button look="accept" onClick={onClose}>
          {trans.__('Done')}
        </Button>
      }
    >
      <div className="jp-Dstack-choices">
        <Check
          label={trans.__('Administers the users of this server')}
          isChecked={user.is_admin ?? false}
          onChange={is_admin => change({ is_admin })}
        />
        <Check
          label={trans.__('May sign in')}
          isChecked={!user.is_disabled}
          onChange={isIn => change({ is_disabled: !isIn })}
        />
      </div>
      <p className="jp-Dstack-where">
        {user.has_password
          ? trans.__('Signs in with a password.')
          : trans.__('Has no password yet, and signs in by links.')}
      </p>
      <div className="jp-Dstack-acts">
        <Button
          disabled={user.is_disabled}
          onClick={() =>
            void run(async () => props.onLink(await users.link(user.name)))
          }
        >
          {trans.__('New sign-in link')}
        </Button>
        <Button onClick={props.onRemove}>{trans.__('Delete the user…')}</Button>
      </div>
    </Dialog>
  );
}

function Check(props: {
  label: string;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}): JSX.Element {
  return (
    <label>
      <input
        type="checkbox"
        checked={props.isChecked}
        onChange={event => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}

function RemoveUser({ users, user, onClose }: IChange): JSX.Element {
  const { trans } = useShell();
  return (
    <ConfirmDialog
      title={trans.__('Delete the user %1', user.name)}
      action={trans.__('Delete')}
      isDangerous
      act={() => users.remove(user.name)}
      onClose={onClose}
    >
      <p>
        {trans.__(
          'One who has stacks or dashboards cannot be deleted: take away “May sign in” instead.'
        )}
      </p>
    </ConfirmDialog>
  );
}
