import * as React from 'react';
import type { IPath } from '../../api/addresses';
import { NewDashboard } from '../../models/new-dashboard';
import { FormDialog } from '../dialog';
import { useShell } from '../shell';
import { useObservable } from '../use-observable';
import { Chosen } from './chosen';
import { Pick } from './pick';

interface INew {
  /** The stacks that are chosen to begin with. */
  stacks?: readonly IPath[];
  onClose: () => void;
}

/** A dashboard is put together: its stacks are chosen and put in order, it gets a title, and it opens. */
export function NewDashboardDialog({ stacks, onClose }: INew): JSX.Element {
  const shell = useShell();
  const { trans } = shell;
  const [draft] = React.useState(() => new NewDashboard(shell.api, stacks));
  useObservable(draft);
  React.useEffect(() => () => draft.dispose(), [draft]);
  const act = async (): Promise<void> => {
    const { user, name } = await draft.create();
    shell.openDashboard(user, name);
  };
  return (
    <FormDialog
      title={trans.__('New dashboard')}
      action={trans.__('Create')}
      act={act}
      isReady={draft.isReady}
      isWide
      onClose={onClose}
    >
      <div className="jp-Dstack-draft">
        <div className="jp-Dstack-draft-texts">
          <label className="jp-Dstack-entry">
            <span>{trans.__('Title')}</span>
            <input
              className="jp-Dstack-field"
              value={draft.title}
              maxLength={500}
              required
              onChange={event => draft.call(event.target.value)}
            />
          </label>
          <label className="jp-Dstack-entry">
            <span>{trans.__('Description, if you like')}</span>
            <input
              className="jp-Dstack-field"
              value={draft.description}
              maxLength={20_000}
              onChange={event => draft.describe(event.target.value)}
            />
          </label>
        </div>
        <Pick draft={draft} />
        <Chosen draft={draft} />
      </div>
    </FormDialog>
  );
}
