import * as React from 'react';
import { connectCommand, pushCode } from '../code';
import { CopyCode, CopyField } from '../copy-field';
import { useShell } from '../shell';

/** How one comes to this server from notebooks and scripts. */
export function Connect({ serverUrl }: { serverUrl: string }): JSX.Element {
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
      <CopyCode label={trans.__('R')} text={R} />
      <CopyCode label={trans.__('A shell')} text={SHELL} />
    </>
  );
}

const PYTHON = `${pushCode('team')}\nds.pull("sales", profile="team")`;

const NOTEBOOK = '%dstack push df sales --profile team';

const R = [
  'library(dstack)',
  '',
  'dstack_push(df, "sales", profile = "team")',
  'dstack_pull("sales", profile = "team")'
].join('\n');

const SHELL = [
  'jupyter dstack push sales.csv sales --profile team',
  'jupyter dstack pull sales -o sales.csv --profile team'
].join('\n');
