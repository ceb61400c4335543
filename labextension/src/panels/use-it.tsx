import * as React from 'react';
import { codeIn, Language, Params, SNIPPETS } from '../models/snippets';
import type { components } from '../api/v1';
import { Button } from './button';
import { CopyButton } from './clipboard';
import { connectCommand, profileOf } from './code';
import { ErrorLine, useAction } from './dialog';
import { ITranslation, useShell } from './shell';
import { Tabs } from './tabs';

type Schemas = components['schemas'];

interface IUseIt {
  stack: Schemas['Stack'];
  /** The frame that is looked at. */
  frame: Schemas['Frame'];
  /** The params of the attachment that was chosen, as they travel. */
  wanted: Record<string, unknown>;
  /** Who looks at it; empty for one who is not signed in. */
  me: string;
  /** The code stands in a notebook now. */
  onInserted?: () => void;
}

/** How what is looked at is pulled: code to copy, or to insert into the notebook. */
export function UseIt(props: IUseIt): JSX.Element {
  const { stack, frame } = props;
  const shell = useShell();
  const { trans, insertCode, profile, serverUrl } = shell;
  const [language, setLanguage] = React.useState<Language>('python');
  const [ref, setRef] = useFrameRef(stack, frame);
  const { error, run } = useAction();
  const pull = {
    user: stack.user,
    name: stack.name,
    me: props.me,
    frame: ref,
    wanted: props.wanted as Params,
    profile: profileOf(shell)
  };
  const code = SNIPPETS[language](pull);
  const insert = async (): Promise<void> => {
    if (await run(async () => insertCode?.(codeIn(pull, language)))) {
      props.onInserted?.();
    }
  };
  return (
    <div className="jp-Dstack-use">
      <FrameChoice stack={stack} frame={frame} chosen={ref} onChoose={setRef} />
      <Tabs
        label={trans.__('Language')}
        tabs={tabsOf(trans)}
        chosen={language}
        onChoose={setLanguage}
      >
        {code === null ? (
          <p>
            {trans.__(
              'The magic has no way to write these params. Use Python.'
            )}
          </p>
        ) : (
          <>
            <pre className="jp-Dstack-code" tabIndex={0}>
              <code>{code}</code>
            </pre>
            <div className="jp-Dstack-actions">
              <CopyButton text={code} look="accept" />
              {insertCode ? (
                <Button onClick={() => void insert()}>
                  {trans.__('Insert into notebook')}
                </Button>
              ) : null}
            </div>
            <ErrorLine text={error} />
          </>
        )}
      </Tabs>
      {serverUrl && !profile ? (
        <p className="jp-Dstack-hint">
          {trans.__('Your computer learns of this server once, in a shell:')}{' '}
          <code>{connectCommand(serverUrl)}</code>
        </p>
      ) : null}
    </div>
  );
}

function tabsOf(trans: ITranslation): [Language, string][] {
  return [
    ['python', trans.__('Python')],
    ['r', trans.__('R')],
    ['magic', trans.__('Notebook magic')]
  ];
}

/** Which frame the code names: that which is looked at, unless another way to name it is chosen. */
function useFrameRef(
  stack: Schemas['Stack'],
  frame: Schemas['Frame']
): [FrameRef, (ref: FrameRef) => void] {
  const isHead = stack.head?.id === frame.id;
  const [chosen, setChosen] = React.useState<{ of: string; ref: FrameRef }>();
  const first = isHead ? HEAD : frame.number;
  return [
    chosen?.of === frame.id ? chosen.ref : first,
    ref => setChosen({ of: frame.id, ref })
  ];
}

type FrameRef = number | string | null;

const HEAD = null;

function FrameChoice(props: {
  stack: Schemas['Stack'];
  frame: Schemas['Frame'];
  chosen: FrameRef;
  onChoose: (ref: FrameRef) => void;
}): JSX.Element {
  const { stack, frame, chosen, onChoose } = props;
  const { trans } = useShell();
  const refs: [FrameRef, string][] = [
    [frame.number, trans.__('frame %1, for ever', frame.number)],
    ...frame.tags.map((tag): [FrameRef, string] => [
      tag,
      trans.__('whatever has the tag %1', tag)
    ])
  ];
  if (stack.head?.id === frame.id) {
    refs.unshift([HEAD, trans.__('the head, whatever it is then')]);
  }
  return (
    <label className="jp-Dstack-labelled">
      {trans.__('Pull')}
      <select
        className="jp-Dstack-field"
        value={refs.findIndex(([ref]) => ref === chosen)}
        onChange={({ target }) =>
          onChoose(refs[Number(target.value)]?.[0] ?? HEAD)
        }
      >
        {refs.map(([, label], index) => (
          <option key={index} value={index}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
