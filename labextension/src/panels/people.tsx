import * as React from 'react';
import type { Permission, Permitted } from '../api/sharing';
import type { Sharing } from '../models/sharing';
import { Button } from './button';
import { ITranslation, useShell } from './shell';

/** Those who were permitted something, and a way to add more. */
export function People({ sharing }: { sharing: Sharing }): JSX.Element {
  const { trans } = useShell();
  const box = React.useRef<HTMLElement>(null);
  return (
    <section
      ref={box}
      aria-label={trans.__('People')}
      className="jp-Dstack-people"
    >
      <AddPerson sharing={sharing} />
      {sharing.permitted.length ? (
        <ul>
          {sharing.permitted.map(one => (
            <Person
              key={one.user}
              one={one}
              sharing={sharing}
              onRemoved={() => box.current?.querySelector('input')?.focus()}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function AddPerson({ sharing }: { sharing: Sharing }): JSX.Element {
  const { trans } = useShell();
  const [user, setUser] = React.useState('');
  const [permission, setPermission] = React.useState<Permission>('view');
  const id = React.useId();
  const name = user.trim();
  const add = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    const isGiven = name !== '' && (await sharing.permit(name, permission));
    if (isGiven) {
      setUser('');
    }
  };
  return (
    <form className="jp-Dstack-add" onSubmit={event => void add(event)}>
      <label htmlFor={id}>{trans.__('Add a person')}</label>
      <input
        id={id}
        className="jp-Dstack-field"
        list={`${id}-users`}
        autoComplete="off"
        spellCheck={false}
        placeholder={trans.__('Name of a user')}
        value={user}
        onChange={({ target }) => setUser(target.value)}
      />
      <datalist id={`${id}-users`}>
        {sharing.candidates.map(candidate => (
          <option key={candidate} value={candidate} />
        ))}
      </datalist>
      {sharing.shared.kind === 'stacks' ? (
        <PermissionChoice
          label={trans.__('What they may do')}
          value={permission}
          onChange={setPermission}
        />
      ) : null}
      <Button
        type="submit"
        look="accept"
        disabled={name === ''}
        isBusy={sharing.isBusy}
      >
        {trans.__('Add')}
      </Button>
    </form>
  );
}

function Person(props: {
  one: Permitted;
  sharing: Sharing;
  onRemoved: () => void;
}): JSX.Element {
  const { one, sharing, onRemoved } = props;
  const { trans } = useShell();
  const remove = async (): Promise<void> => {
    if (await sharing.permit(one.user, null)) {
      onRemoved();
    }
  };
  return (
    <li>
      <span className="jp-Dstack-person" translate="no">
        {one.user}
      </span>
      {sharing.shared.kind === 'stacks' ? (
        <PermissionChoice
          label={trans.__('What %1 may do', one.user)}
          value={one.permission}
          onChange={permission => void sharing.permit(one.user, permission)}
        />
      ) : null}
      <Button
        aria-label={trans.__('Remove %1', one.user)}
        isBusy={sharing.isBusy}
        onClick={() => void remove()}
      >
        {trans.__('Remove')}
      </Button>
    </li>
  );
}

function PermissionChoice(props: {
  label: string;
  value: Permission;
  onChange: (permission: Permission) => void;
}): JSX.Element {
  const { trans } = useShell();
  return (
    <select
      className="jp-Dstack-field"
      aria-label={props.label}
      value={props.value}
      onChange={({ target }) => props.onChange(target.value as Permission)}
    >
      {permissionTexts(trans).map(([permission, text]) => (
        <option key={permission} value={permission}>
          {text}
        </option>
      ))}
    </select>
  );
}

function permissionTexts(trans: ITranslation): [Permission, string][] {
  return [
    ['view', trans.__('may look')],
    ['push', trans.__('may push too')]
  ];
}
