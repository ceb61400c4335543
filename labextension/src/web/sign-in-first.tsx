import * as React from 'react';
import { useShell } from '../panels/shell';

/** What a guest sees of a page that is for people who signed in. */
export function SignInFirst(): JSX.Element {
  const { trans, signInUrl } = useShell();
  return (
    <p>
      {trans.__('This page is for those who have signed in.')}{' '}
      <a href={signInUrl?.()}>{trans.__('Sign in')}</a>
    </p>
  );
}
