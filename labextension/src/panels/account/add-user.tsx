import * as React from 'react';
import type { SignInLink } from '../../api/api';
import type { UserList } from '../../models/user-list';
import { FormDialog } from '../dialog';
import { useShell } from '../shell';
import { LinkDialog } from './link';

/** Asks who comes, adds them, and shows the link with which they sign in. */
export function AddUser(props: {
  users: UserList;
  onClose: () => void;
}): JSX.Element {
  const { users, onClose } = props;
  const { trans } = useShell();
  const [name, setName] = React.useState('');
  const [isAdmin, setAdmin] = React.useState(false);
  const [link, setLink] = React.useState<SignInLink | null>(null);
  const made = React.useRef<SignInLink | null>(null);
  if (link) {
    return <LinkDialog link={link} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={trans.__('New user')}
      action={trans.__('Add')}
      act={async () => {
        made.current = await users.add({ name, is_admin: isAdmin });
      }}
      // It closes when it is done, and the link takes its place.
      onClose={() => (made.current ? setLink(made.current) : onClose())}
      isReady={name !== ''}
    >
      <label className="jp-Dstack-asked">
        {trans.__('Name')}
        <input
          className="jp-Dstack-field"
          value={name}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          onChange={event => setName(event.target.value.trim())}
        />
      </label>
      <div className="jp-Dstack-choices">
        <label>
          <input
            type="checkbox"
            checked={isAdmin}
            onChange={event => setAdmin(event.target.checked)}
          />
          {trans.__('Administers the users of this server')}
        </label>
      </div>
    </FormDialog>
  );
}
