import * as React from 'react';
import type { Token } from '../../api/api';
import type { TokenList } from '../../models/token-list';
import { Button } from '../button';
import { ConfirmDialog } from '../dialog';
import { Failed } from '../failed';
import { ITranslation, useShell } from '../shell';
import { Day, Time } from '../time';
import { useObservable } from '../use-observable';
import { MakeToken } from './make-token';
import { scopeText } from './scopes';

/** One's tokens: what they are good for, until when, and when they were used last. */
export function TokensView(props: { tokens: TokenList }): JSX.Element {
  const tokens = useObservable(props.tokens);
  const { trans } = useShell();
  const [isMaking, setMaking] = React.useState(false);
  const [leaving, setLeaving] = React.useState<Token | null>(null);
  React.useEffect(() => void tokens.load(), [tokens]);
  return (
    <>
      {tokens.failure ? (
        <Failed failure={tokens.failure} retry={() => void tokens.load()} />
      ) : (
        <Table tokens={tokens} onRevoke={setLeaving} />
      )}
      <Button look="accept" onClick={() => setMaking(true)}>
        {trans.__('New token…')}
      </Button>
      {isMaking ? (
        <MakeToken tokens={tokens} onClose={() => setMaking(false)} />
      ) : null}
      {leaving ? (
        <ConfirmDialog
          title={trans.__('Revoke the token %1', leaving.name)}
          action={trans.__('Revoke')}
          isDangerous
          act={() => tokens.revoke(leaving)}
          onClose={() => setLeaving(null)}
        >
          <p>
            {trans.__(
              'Whatever uses this token is refused from now on. This cannot be undone.'
            )}
          </p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function Table(props: {
  tokens: TokenList;
  onRevoke: (token: Token) => void;
}): JSX.Element {
  const { tokens, onRevoke } = props;
  const { trans } = useShell();
  if (tokens.items.length === 0) {
    return (
      <p role="status">
        {tokens.state === 'loading'
          ? trans.__('Looking for tokens…')
          : trans.__('You have no tokens yet.')}
      </p>
    );
  }
  return (
    <>
      <table className="jp-Dstack-table">
        <caption className="jp-Dstack-aside">{trans.__('Your tokens')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Good for')}</th>
            <th scope="col">{trans.__('Expires')}</th>
            <th scope="col">{trans.__('Last used')}</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          {tokens.items.map(token => (
            <Row
              key={token.id}
              token={token}
              onRevoke={() => onRevoke(token)}
            />
          ))}
        </tbody>
      </table>
      {tokens.hasMore ? (
        <Button onClick={() => void tokens.more()}>
          {trans.__('Show more')}
        </Button>
      ) : null}
    </>
  );
}

function Row(props: { token: Token; onRevoke: () => void }): JSX.Element {
  const { token, onRevoke } = props;
  const { trans } = useShell();
  const never = trans.__('never');
  return (
    <tr>
      <th scope="row">{token.name}</th>
      <td data-label={trans.__('Good for')}>{goodFor(token, trans)}</td>
      <td data-label={trans.__('Expires')}>
        <Day time={token.expires} without={never} />
      </td>
      <td data-label={trans.__('Last used')}>
        <Time time={token.last_used} without={never} />
      </td>
      <td className="jp-mod-actions">
        <Button
          aria-label={trans.__('Revoke the token %1', token.name)}
          onClick={onRevoke}
        >
          {trans.__('Revoke')}
        </Button>
      </td>
    </tr>
  );
}

function goodFor(token: Token, trans: ITranslation): string {
  const what = scopeText(token.scope, trans);
  return token.stack ? trans.__('%1; only %2', what, token.stack) : what;
}
