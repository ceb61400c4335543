import * as React from 'react';
import type { AccessLevel, User } from '../../api/api';
import type { OwnAccount } from '../../models/own-account';
import { ErrorLine, useAction } from '../dialog';
import { levelWords } from '../levels';
import { useShell } from '../shell';

/** Who sees the stacks that one makes from now on. */
export function DefaultAccess(props: {
  account: OwnAccount;
  user: User;
}): JSX.Element {
  const { account, user } = props;
  const { trans } = useShell();
  const { isBusy, error, run } = useAction();
  const choose = (level: AccessLevel): void =>
    void run(() => account.setAccess(level));
  return (
    <fieldset className="jp-Dstack-choices" aria-busy={isBusy}>
      <legend>
        {trans.__('Who sees a stack that you push for the first time')}
      </legend>
      {Object.entries(levelWords(trans)).map(([level, { who }]) => (
        <label key={level}>
          <input
            type="radio"
            name="default-access"
            checked={user.default_access_level === level}
            onChange={() => choose(level as AccessLevel)}
          />
          {who}
        </label>
      ))}
      <ErrorLine text={error} />
    </fieldset>
  );
}
