import * as React from 'react';
import type { User } from '../../api/api';
import type { UserList } from '../../models/user-list';
import { sizeText } from '../../sizes';
import { Button } from '../button';
import { Failed } from '../failed';
import { Search } from '../list-tools';
import { useShell } from '../shell';
import { Time } from '../time';
import { useObservable } from '../use-observable';
import { AddUser } from './add-user';
import { ChangeUser } from './change-user';

/** The people of a server, for its administrators. */
export function UsersView(props: { users: UserList }): JSX.Element {
  const users = useObservable(props.users);
  const { trans } = useShell();
  const [isAdding, setAdding] = React.useState(false);
  const [name, setName] = React.useState<string | null>(null);
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    void users.load();
    // The list stands without it, too.
    users.weigh().catch(() => undefined);
  }, [users]);
  const chosen = users.items.find(user => user.name === name);
  return (
    <>
      <div className="jp-Dstack-tools">
        <Search list={users} box={box} label={trans.__('Search users')} />
        <Button look="accept" onClick={() => setAdding(true)}>
          {trans.__('New user…')}
        </Button>
      </div>
      <div ref={box} tabIndex={-1}>
        {users.failure ? (
          <Failed failure={users.failure} retry={() => void users.load()} />
        ) : (
          <Table users={users} onChoose={setName} />
        )}
      </div>
      {isAdding ? (
        <AddUser users={users} onClose={() => setAdding(false)} />
      ) : null}
      {chosen ? (
        <ChangeUser users={users} user={chosen} onClose={() => setName(null)} />
      ) : null}
    </>
  );
}

function Table(props: {
  users: UserList;
  onChoose: (name: string) => void;
}): JSX.Element {
  const { users, onChoose } = props;
  const { trans } = useShell();
  if (users.items.length === 0) {
    return (
      <p role="status">
        {users.state === 'loading'
          ? trans.__('Looking for users…')
          : trans.__('Nobody has a name like this.')}
      </p>
    );
  }
  return (
    <>
      <table className="jp-Dstack-table">
        <caption className="jp-Dstack-aside">{trans.__('Users')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Role')}</th>
            <th scope="col">{trans.__('Added')}</th>
            <th scope="col">{trans.__('Takes')}</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          {users.items.map(user => (
            <Row
              key={user.name}
              user={user}
              bytes={users.usage && (users.usage[user.name] ?? 0)}
              onChoose={() => onChoose(user.name)}
            />
          ))}
        </tbody>
      </table>
      {users.hasMore ? (
        <Button onClick={() => void users.more()}>
          {trans.__('Show more')}
        </Button>
      ) : null}
    </>
  );
}

function Row(props: {
  user: User;
  /** How much their stacks take, null as long as that is not known. */
  bytes: number | null;
  onChoose: () => void;
}): JSX.Element {
  const { user, bytes, onChoose } = props;
  const { trans, language } = useShell();
  const role = user.is_admin ? trans.__('administrator') : trans.__('user');
  return (
    <tr className={user.is_disabled ? 'jp-mod-quiet' : undefined}>
      <th scope="row">{user.name}</th>
      <td data-label={trans.__('Role')}>
        {user.is_disabled ? trans.__('%1, disabled', role) : role}
      </td>
      <td data-label={trans.__('Added')}>
        <Time time={user.created} without="" />
      </td>
      <td data-label={trans.__('Takes')}>
        {bytes === null ? '…' : sizeText(bytes, language)}
      </td>
      <td className="jp-mod-actions">
        <Button
          aria-label={trans.__('Change the user %1', user.name)}
          onClick={onChoose}
        >
          {trans.__('Change…')}
        </Button>
      </td>
    </tr>
  );
}
