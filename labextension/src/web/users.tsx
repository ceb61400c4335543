import * as React from 'react';
import { administers, isGuest } from '../models/rights';
import { UserList } from '../models/user-list';
import { UsersView } from '../panels/account/users';
import { useShell } from '../panels/shell';
import { useWeb } from './context';
import { Heading } from './heading';
import { SignInFirst } from './sign-in-first';

/** The people of this server, for its administrators. */
export function UsersPage(): JSX.Element {
  const { api, trans } = useShell();
  const { me, hasUsers } = useWeb();
  const [users] = React.useState(() => new UserList(api));
  const isForMe = hasUsers && administers(me);
  return (
    <div className="jp-DstackWeb-page">
      <Heading text={trans.__('Users')} />
      {isForMe ? (
        <UsersView users={users} />
      ) : hasUsers && isGuest(me) ? (
        <SignInFirst />
      ) : (
        <p>
          {hasUsers
            ? trans.__('This page is for the administrators of the server.')
            : trans.__('Your own Jupyter has no other users.')}
        </p>
      )}
    </div>
  );
}
