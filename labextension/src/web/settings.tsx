import * as React from 'react';
import { OwnAccount } from '../models/own-account';
import { isGuest } from '../models/rights';
import { TokenList } from '../models/token-list';
import { DefaultAccess } from '../panels/account/access';
import { Connect } from '../panels/account/connect';
import { TokensView } from '../panels/account/tokens';
import { Failed } from '../panels/failed';
import { useShell } from '../panels/shell';
import { useObservable } from '../panels/use-observable';
import { useWeb } from './context';
import { Heading } from './heading';
import { Password } from './password';
import { SignInFirst } from './sign-in-first';

/** Who one is here, one's tokens, and how to connect. */
export function SettingsPage(): JSX.Element {
  const { trans } = useShell();
  const { me, hasUsers } = useWeb();
  return (
    <div className="jp-DstackWeb-page">
      <Heading text={trans.__('Settings')} />
      {!hasUsers ? <OwnStore /> : isGuest(me) ? <SignInFirst /> : <Account />}
    </div>
  );
}

function Account(): JSX.Element {
  const { api, trans, serverUrl } = useShell();
  const [account] = React.useState(() => new OwnAccount(api));
  const [tokens] = React.useState(() => new TokenList(api));
  const { user, failure } = useObservable(account);
  React.useEffect(() => void account.load(), [account]);
  if (failure) {
    return <Failed failure={failure} retry={() => void account.load()} />;
  }
  if (!user) {
    return <p role="status">{trans.__('Looking who you are…')}</p>;
  }
  return (
    <>
      <Section title={trans.__('You')}>
        <p>
          {user.is_admin
            ? trans.__('You are %1, and administer the users.', user.name)
            : trans.__('You are %1.', user.name)}
        </p>
        <Password user={user} />
      </Section>
      <Section title={trans.__('New stacks')}>
        <DefaultAccess account={account} user={user} />
      </Section>
      <Section title={trans.__('Tokens')}>
        <p>
          {trans.__(
            'With a token a notebook or a script on another computer says that it is you.'
          )}
        </p>
        <TokensView tokens={tokens} />
      </Section>
      {serverUrl ? (
        <Section title={trans.__('How to connect')}>
          <Connect serverUrl={serverUrl} user={user.name} />
        </Section>
      ) : null}
    </>
  );
}

/** In one's own Jupyter nobody signs in, and notebooks need no address. */
function OwnStore(): JSX.Element {
  const { trans } = useShell();
  const { me } = useWeb();
  return (
    <Section title={trans.__('You')}>
      <p>
        {trans.__(
          'You are %1. These pages are part of your own Jupyter: nobody signs in to it, and there are no passwords and tokens of dstack.',
          me.user
        )}
      </p>
      <p>{trans.__('Your notebooks use the store %1.', me.where)}</p>
      <p>
        {trans.__(
          'To show stacks to others, copy them to a server for several people, which “jupyter dstack” starts.'
        )}
      </p>
    </Section>
  );
}

function Section(props: {
  title: string;
  children: React.ReactNode;
}): JSX.Element {
  const id = React.useId();
  return (
    <section className="jp-DstackWeb-section" aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </section>
  );
}
