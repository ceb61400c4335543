import * as React from 'react';
import { connectCommand, pushCode, pushMagic, TEAM } from '../code';
import { CopyCode, CopyField } from '../copy-field';
import { useShell } from '../shell';

/** How one comes to this server from notebooks and scripts. */
export function Connect(props: {
  serverUrl: string;
  user: string;
}): JSX.Element {
  const { serverUrl, user } = props;
  const { trans } = useShell();
  return (
    <>
      <CopyField label={trans.__('This server')} text={serverUrl} />
      <CopyCode
        label={trans.__('Once, in a shell; it asks for a token')}
        text={connectCommand(serverUrl)}
      />
      <CopyCode label={trans.__('Python')} text={PYTHON} />
      <CopyCode label={trans.__('A notebook')} text={NOTEBOOK} />
      <CopyCode label={trans.__('R')} text={codeOfR(serverUrl, user)} />
      <CopyCode label={trans.__('A shell')} text={SHELL} />
    </>
  );
}

const PYTHON = `${pushCode(TEAM)}\nds.pull("sales", profile="${TEAM}")`;

const NOTEBOOK = pushMagic(TEAM);

/** R looks for a token in the file alone, not in a keyring, so that it has a line of its own for it. */
function codeOfR(serverUrl: string, user: string): string {
  const [name, server] = [user, serverUrl].map(text => JSON.stringify(text));
  return [
    'library(dstack)',
    '',
    `configure("${TEAM}", user = ${name}, token = "dsk_…", server = ${server})`,
    `dstack_push(df, "sales", profile = "${TEAM}")`,
    `dstack_pull("sales", profile = "${TEAM}")`
  ].join('\n');
}

const SHELL = [
  `jupyter dstack push sales.csv sales --profile ${TEAM}`,
  `jupyter dstack pull sales -o sales.csv --profile ${TEAM}`
].join('\n');
