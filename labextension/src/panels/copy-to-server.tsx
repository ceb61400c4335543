import * as React from 'react';
import type { IShared } from '../api/sharing';
import { Copying } from '../models/copying';
import { copySnippet } from '../models/snippets/copy';
import { Button } from './button';
import { CopyButton } from './clipboard';
import { connectCommand, TEAM } from './code';
import { ErrorLine } from './dialog';
import { Progress } from './progress';
import { IElsewhere, useShell } from './shell';
import { useObservable } from './use-observable';

interface ICopyToServer {
  shared: IShared;
  /** The store that nobody else reaches. */
  where: string;
  elsewhere: IElsewhere;
  /** It is looked at there now. */
  onOpened: () => void;
}

/** What to do where nobody else reaches the store. */
export function CopyToServer(props: ICopyToServer): JSX.Element {
  const { trans } = useShell();
  return (
    <section className="jp-Dstack-copy">
      <h3>{trans.__('Copy to a server')}</h3>
      <p>
        {trans.__(
          'Nobody but you reaches the store %1. Bring it to a server that others reach, and share it there.',
          props.where
        )}
      </p>
      <ToProfile {...props} />
    </section>
  );
}

function ToProfile(props: ICopyToServer): JSX.Element {
  const { shared, elsewhere } = props;
  const { trans } = useShell();
  const profiles = useObservable(elsewhere.profiles);
  const copying = useObservable(
    React.useState(() => new Copying(elsewhere.copies, shared))[0]
  );
  React.useEffect(() => void profiles.load(), [profiles]);
  React.useEffect(() => () => copying.stop(), [copying]);
  const servers = profiles.all.filter(({ server }) => server !== null);
  const to = servers.find(({ name }) => name === copying.to) ?? servers[0];
  if (!to) {
    return (
      <>
        <ErrorLine text={profiles.failure?.message} />
        <InPython shared={shared} />
      </>
    );
  }
  const start = (event: React.FormEvent): void => {
    event.preventDefault();
    if (!copying.far) {
      void copying.start(to.name);
    }
  };
  return (
    <>
      <form className="jp-Dstack-push" onSubmit={start}>
        <label>
          <span>{trans.__('Server')}</span>
          <select
            value={to.name}
            onChange={({ target }) => copying.set({ to: target.value })}
          >
            {servers.map(({ name, server }) => (
              <option key={name} value={name}>{`${name} (${server})`}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{trans.__('Name there')}</span>
          <input
            required
            value={copying.name}
            onChange={({ target }) => copying.set({ name: target.value })}
          />
        </label>
        <div className="jp-Dstack-actions">
          <Button type="submit" isBusy={copying.far !== null}>
            {trans.__('Copy to %1', to.name)}
          </Button>
          {copying.far ? (
            <Button onClick={() => copying.stop()}>{trans.__('Stop')}</Button>
          ) : null}
        </div>
        <Progress far={copying.far} doing={trans.__('Copying')} />
      </form>
      <ErrorLine text={copying.failure?.message} />
      <Came copying={copying} elsewhere={elsewhere} onOpened={props.onOpened} />
      <details>
        <summary>{trans.__('In Python')}</summary>
        <Code shared={shared} profile={to.name} rename={copying.name.trim()} />
      </details>
    </>
  );
}

/** That it is there now, and the way to it. */
function Came(props: {
  copying: Copying;
  elsewhere: IElsewhere;
  onOpened: () => void;
}): JSX.Element {
  const { elsewhere } = props;
  const { shared, copied } = props.copying;
  const { trans } = useShell();
  const open = (): void => {
    if (copied) {
      const { user, name, to } = copied;
      const shell = elsewhere.shellOf(to);
      if (shared.kind === 'stacks') {
        shell.openStack(user, name);
      } else {
        shell.openDashboard(user, name);
      }
      props.onOpened();
    }
  };
  return (
    <div role="status">
      {copied ? (
        <p>
          {copied.is_new
            ? trans.__('%1 has all of it now.', copied.to)
            : trans.__('%1 had all of it already.', copied.to)}{' '}
          <Button look="link" onClick={open}>
            {trans.__('Open it there to share it')}
          </Button>
        </p>
      ) : null}
    </div>
  );
}

/** What one writes in a notebook for it, where no profile leads to a server yet. */
function InPython({ shared }: { shared: IShared }): JSX.Element {
  const { trans } = useShell();
  const [profile, setProfile] = React.useState(TEAM);
  return (
    <>
      <label className="jp-Dstack-labelled">
        {trans.__('Profile of the server')}
        <input
          className="jp-Dstack-field"
          value={profile}
          onChange={({ target }) => setProfile(target.value)}
        />
      </label>
      <Code shared={shared} profile={profile} rename={shared.name} />
      <p className="jp-Dstack-hint">
        {trans.__('A profile is made once, in a shell:')}{' '}
        <code>{connectCommand('https://…', profile)}</code>
      </p>
    </>
  );
}

function Code(props: {
  shared: IShared;
  profile: string;
  rename: string;
}): JSX.Element {
  const code = copySnippet(props.shared, props.profile, props.rename);
  return (
    <>
      <pre className="jp-Dstack-code" tabIndex={0}>
        <code>{code}</code>
      </pre>
      <div className="jp-Dstack-actions">
        <CopyButton text={code} />
      </div>
    </>
  );
}
