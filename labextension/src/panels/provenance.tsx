import * as React from 'react';
import type { Frame, Stack } from '../api/api';
import type { LineageFrame } from '../api/changing';
import { Provenance as Known } from '../models/provenance';
import { Button } from './button';
import { useAction } from './dialog';
import { useShell } from './shell';
import { fullTime } from './times';
import { useObservable } from './use-observable';

interface IProvenance {
  stack: Stack;
  frame: Frame;
}

/** How many characters of a commit are enough to find it. */
const SHORT = 10;

/** Where a frame came from: who, where, by which code, and from which other frames. */
export function Provenance({ stack, frame }: IProvenance): JSX.Element {
  const { trans, language } = useShell();
  const { origin } = frame;
  const { user, host, commit, dirty, python, platform } = origin;
  const packages = Object.entries(origin.packages ?? {}).sort();
  return (
    <div className="jp-Dstack-provenance">
      <dl>
        <Fact name={trans.__('Pushed')}>
          {fullTime(frame.time, language)}
          <span translate="no">
            {[user, host].map(one => (one ? ` · ${one}` : '')).join('')}
          </span>
        </Fact>
        {origin.notebook ? (
          <Fact name={trans.__('Notebook')}>
            <Notebook path={origin.notebook} cell={origin.cell} />
          </Fact>
        ) : null}
        {origin.script ? (
          <Fact name={trans.__('Script')}>
            <code>{origin.script}</code>
          </Fact>
        ) : null}
        {origin.file ? (
          <Fact name={trans.__('File')}>
            <code>{origin.file}</code>
          </Fact>
        ) : null}
        {commit ? (
          <Fact name={trans.__('Git commit')}>
            <code title={commit}>{commit.slice(0, SHORT)}</code>
            {dirty ? (
              <span className="jp-Dstack-flag">
                {trans.__('with changes that were not committed')}
              </span>
            ) : null}
          </Fact>
        ) : null}
        {python ? (
          <Fact name={trans.__('Python')}>
            <span translate="no">
              {[python, platform].filter(Boolean).join(', ')}
            </span>
          </Fact>
        ) : null}
        {packages.length ? (
          <Fact name={trans.__('Packages')}>
            <Packages packages={packages} />
          </Fact>
        ) : null}
        <Relatives key={frame.id} stack={stack} frame={frame} />
      </dl>
    </div>
  );
}

function Fact(props: { name: string; children: React.ReactNode }): JSX.Element {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function Notebook(props: {
  path: string;
  cell: number | null | undefined;
}): JSX.Element {
  const { path, cell } = props;
  const { trans, openFile } = useShell();
  const { error, isBusy, run } = useAction();
  return (
    <>
      <code>{path}</code>
      {typeof cell === 'number' ? ` [${cell}]` : ''}
      {openFile ? (
        <div className="jp-Dstack-actions">
          <Button
            isBusy={isBusy}
            onClick={() => void run(() => openFile(path))}
          >
            {trans.__('Open the notebook that made this')}
          </Button>
        </div>
      ) : null}
      <div role="alert">
        {error ? <p className="jp-Dstack-error">{error}</p> : null}
      </div>
    </>
  );
}

function Packages(props: {
  packages: readonly (readonly [string, string])[];
}): JSX.Element {
  const { trans } = useShell();
  const { packages } = props;
  return (
    <details>
      <summary>
        {trans._n(
          '%1 package',
          '%1 packages',
          packages.length,
          packages.length
        )}
      </summary>
      <ul>
        {packages.map(([name, version]) => (
          <li key={name} translate="no">
            {name} <code>{version}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The frames that were pulled before it was made, and those that were made from it. */
function Relatives({ stack, frame }: IProvenance): JSX.Element | null {
  const { api, trans } = useShell();
  const [made] = React.useState(() => new Known(api, stack, frame));
  const known = useObservable(made);
  React.useEffect(() => {
    void made.load();
    return () => made.dispose();
  }, [made]);
  const { inputs, usedBy, hidden, failure } = known;
  if (failure) {
    return (
      <Fact name={trans.__('Made from')}>
        <span role="alert">{failure.message}</span>{' '}
        <Button look="link" onClick={() => void known.load()}>
          {trans.__('Try again')}
        </Button>
      </Fact>
    );
  }
  return (
    <>
      <Fact name={trans.__('Made from')}>
        {inputs === null ? trans.__('Looking…') : <Frames frames={inputs} />}
        {hidden ? (
          <p>
            {trans._n(
              '%1 frame that you may not see',
              '%1 frames that you may not see',
              hidden,
              hidden
            )}
          </p>
        ) : null}
        {inputs?.length === 0 && !hidden
          ? trans.__('nothing that was pulled from a store')
          : null}
      </Fact>
      {usedBy.length ? (
        <Fact name={trans.__('Used by')}>
          <Frames frames={usedBy} />
        </Fact>
      ) : null}
    </>
  );
}

function Frames(props: { frames: readonly LineageFrame[] }): JSX.Element {
  return (
    <ul>
      {props.frames.map(frame => (
        <li key={frame.id}>
          <FrameLink frame={frame} />
        </li>
      ))}
    </ul>
  );
}

function FrameLink({ frame }: { frame: LineageFrame }): JSX.Element {
  const shell = useShell();
  const { trans } = shell;
  const { user, name, number, is_there } = frame;
  const label = trans.__('%1/%2, frame %3', user, name, number);
  if (!is_there) {
    return <span>{trans.__('%1 (not in this store)', label)}</span>;
  }
  const search = `?frame=${number}`;
  return (
    <a
      href={shell.stackUrl(user, name, search) ?? undefined}
      onClick={event => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          shell.openStack(user, name, search);
        }
      }}
    >
      {label}
    </a>
  );
}
