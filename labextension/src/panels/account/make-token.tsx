import * as React from 'react';
import { SCOPES, Scope } from '../../models/rights';
import type { TokenList } from '../../models/token-list';
import { Button } from '../button';
import { CopyField } from '../copy-field';
import { Dialog, FormDialog } from '../dialog';
import { useShell } from '../shell';
import { scopeText } from './scopes';

/** Days after which a token expires; 0 is never. */
const LIVES = [7, 30, 90, 365, 0];

/** Asks what a token is for, makes it, and shows its secret the one time that it can be seen. */
export function MakeToken(props: {
  tokens: TokenList;
  onClose: () => void;
}): JSX.Element {
  const [secret, setSecret] = React.useState<string | null>(null);
  return secret === null ? (
    <Asking {...props} onMade={setSecret} />
  ) : (
    <Made secret={secret} onClose={props.onClose} />
  );
}

function Asking(props: {
  tokens: TokenList;
  onClose: () => void;
  onMade: (secret: string) => void;
}): JSX.Element {
  const { trans } = useShell();
  const [name, setName] = React.useState('');
  const [scope, setScope] = React.useState<Scope>('push');
  const [days, setDays] = React.useState(90);
  const made = React.useRef<string | null>(null);
  const make = async (): Promise<void> => {
    const wish = { name, scope, days: days || null };
    made.current = (await props.tokens.make(wish)).secret;
  };
  // The dialog closes when it is done, and the secret takes its place.
  const close = (): void =>
    made.current === null ? props.onClose() : props.onMade(made.current);
  return (
    <FormDialog
      title={trans.__('New token')}
      action={trans.__('Make it')}
      act={make}
      onClose={close}
      isReady={name.trim() !== ''}
    >
      <label className="jp-Dstack-asked">
        {trans.__('Name, by which you know it again')}
        <input
          className="jp-Dstack-field"
          value={name}
          maxLength={100}
          placeholder={trans.__('laptop')}
          onChange={event => setName(event.target.value)}
        />
      </label>
      <label className="jp-Dstack-asked">
        {trans.__('Good for')}
        <select
          className="jp-Dstack-field"
          value={scope}
          onChange={event => setScope(event.target.value as Scope)}
        >
          {SCOPES.map(each => (
            <option key={each} value={each}>
              {scopeText(each, trans)}
            </option>
          ))}
        </select>
      </label>
      <label className="jp-Dstack-asked">
        {trans.__('Expires')}
        <select
          className="jp-Dstack-field"
          value={days}
          onChange={event => setDays(Number(event.target.value))}
        >
          {LIVES.map(each => (
            <option key={each} value={each}>
              {each
                ? trans._n('in %1 day', 'in %1 days', each, each)
                : trans.__('never')}
            </option>
          ))}
        </select>
      </label>
    </FormDialog>
  );
}

function Made(props: { secret: string; onClose: () => void }): JSX.Element {
  const { trans } = useShell();
  return (
    <Dialog
      title={trans.__('Your new token')}
      onClose={props.onClose}
      actions={
        <Button look="accept" onClick={props.onClose}>
          {trans.__('Done')}
        </Button>
      }
    >
      <p>
        {trans.__(
          'Copy it now: it is shown this once. Whoever has it can do what it is good for.'
        )}
      </p>
      <CopyField label={trans.__('Token')} text={props.secret} />
    </Dialog>
  );
}
