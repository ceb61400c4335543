import * as React from 'react';
import type { User } from '../api/api';
import { Button } from '../panels/button';
import { useShell } from '../panels/shell';
import { useWeb } from './context';
import { Proof } from './proof';

/** How few characters a password may have; the server holds to it. */
const SHORTEST = 8;

/** Sends the old and the new password as a form does, so that the browser offers to keep it. */
export function Password({ user }: { user: User }): JSX.Element {
  const { trans } = useShell();
  const { router } = useWeb();
  const [isOpen, setOpen] = React.useState(false);
  const change = user.has_password
    ? trans.__('Change the password')
    : trans.__('Choose a password');
  const isDone = new URLSearchParams(router.search).has('changed');
  return (
    <>
      {isDone ? (
        <p role="status" className="jp-DstackWeb-done">
          {trans.__(
            'The password is changed; all other browsers are signed out.'
          )}
        </p>
      ) : null}
      {isOpen ? (
        <form
          method="post"
          action={router.address('password')}
          className="jp-DstackWeb-form"
          aria-label={change}
          ref={focusFirst}
        >
          <Proof />
          <input
            type="hidden"
            name="next"
            value={`${router.address('settings')}?changed=password`}
          />
          <input
            hidden
            readOnly
            name="username"
            value={user.name}
            autoComplete="username"
          />
          {user.has_password ? (
            <Field name="old" label={trans.__('Old password')} kind="current" />
          ) : null}
          <Field name="new" label={trans.__('New password')} kind="new" />
          <p className="jp-Dstack-where">
            {trans.__('This ends your sessions in all other browsers.')}
          </p>
          <div className="jp-Dstack-acts">
            <Button type="submit" look="accept">
              {change}
            </Button>
            <Button onClick={() => setOpen(false)}>{trans.__('Cancel')}</Button>
          </div>
        </form>
      ) : (
        <Button onClick={() => setOpen(true)}>{change}</Button>
      )}
    </>
  );
}

/** Who asked for the form goes on in it. */
function focusFirst(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('input[type=password]')?.focus();
}

function Field(props: {
  name: string;
  label: string;
  kind: 'current' | 'new';
}): JSX.Element {
  const { name, label, kind } = props;
  return (
    <label className="jp-Dstack-asked">
      {label}
      <input
        className="jp-Dstack-field"
        type="password"
        name={name}
        required
        minLength={kind === 'new' ? SHORTEST : undefined}
        autoComplete={`${kind}-password`}
      />
    </label>
  );
}
