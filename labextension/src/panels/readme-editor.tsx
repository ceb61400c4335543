import * as React from 'react';
import type { Stack } from '../api/api';
import { draftOf, ReadmeDraft } from '../models/readme';
import { Button } from './button';
import { ConfirmDialog, ErrorLine } from './dialog';
import { MarkdownText } from './drawing';
import { useShell } from './shell';
import { Tabs } from './tabs';
import { useObservable } from './use-observable';

interface IReadmeEditor {
  stack: Stack;
  onSaved: (stack: Stack) => void;
  onClose: () => void;
}

/** Where the README of a stack is written, with a look at how it reads. */
export function ReadmeEditor(props: IReadmeEditor): JSX.Element {
  const { stack, onSaved, onClose } = props;
  const { api, trans } = useShell();
  const [made] = React.useState(() => draftOf(api, stack));
  const draft = useObservable(made);
  const [tab, setTab] = React.useState<'write' | 'preview'>('write');
  const [isLeaving, setLeaving] = React.useState(false);
  const written = stack.readme ?? '';
  React.useEffect(() => draft.see(written), [draft, written]);
  const save = async (): Promise<void> => {
    const saved = draft.isBusy ? null : await draft.save();
    if (saved) {
      onSaved(saved);
      onClose();
    }
  };
  return (
    <section
      className="jp-Dstack-editor"
      aria-label={trans.__('README')}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          void save();
        }
      }}
    >
      <Tabs
        label={trans.__('README')}
        tabs={[
          ['write', trans.__('Write')],
          ['preview', trans.__('Preview')]
        ]}
        chosen={tab}
        onChoose={setTab}
      >
        {tab === 'write' ? (
          <Text draft={draft} />
        ) : (
          <MarkdownText text={draft.text} />
        )}
      </Tabs>
      <Meanwhile draft={draft} />
      <ErrorLine text={draft.error} />
      <div className="jp-Dstack-actions">
        <Button
          look="accept"
          isBusy={draft.isBusy}
          title={trans.__('Ctrl+Enter')}
          onClick={() => void save()}
        >
          {trans.__('Save')}
        </Button>
        <Button
          onClick={() => (draft.isChanged ? setLeaving(true) : onClose())}
        >
          {trans.__('Cancel')}
        </Button>
      </div>
      {isLeaving ? (
        <ConfirmDialog
          title={trans.__('Throw away what you wrote?')}
          action={trans.__('Throw away')}
          isDangerous
          act={() => {
            draft.forget();
            onClose();
            return Promise.resolve();
          }}
          onClose={() => setLeaving(false)}
        >
          <p>{trans.__('The README stays as it was saved last.')}</p>
        </ConfirmDialog>
      ) : null}
    </section>
  );
}

function Text({ draft }: { draft: ReadmeDraft }): JSX.Element {
  const { trans } = useShell();
  const hint = React.useId();
  return (
    <>
      <textarea
        className="jp-Dstack-field"
        aria-label={trans.__('Text of the README')}
        aria-describedby={hint}
        rows={14}
        autoFocus
        value={draft.text}
        onChange={({ target }) => draft.write(target.value)}
      />
      <p id={hint} className="jp-Dstack-hint">
        {trans.__('Markdown. Ctrl+Enter saves.')}
      </p>
    </>
  );
}

/** What to do when somebody else wrote meanwhile. */
function Meanwhile({ draft }: { draft: ReadmeDraft }): JSX.Element | null {
  const { trans } = useShell();
  if (draft.theirs === null) {
    return null;
  }
  return (
    <div className="jp-Dstack-meanwhile" role="alert">
      <p>
        {trans.__(
          'The README was changed meanwhile. Yours is still here, and not saved. This is theirs:'
        )}
      </p>
      <pre className="jp-Dstack-code" tabIndex={0}>
        {draft.theirs}
      </pre>
      <div className="jp-Dstack-actions">
        <Button onClick={() => draft.keepMine()}>
          {trans.__('Go on with mine')}
        </Button>
        <Button onClick={() => draft.takeTheirs()}>
          {trans.__('Go on with theirs')}
        </Button>
      </div>
    </div>
  );
}
