import * as React from 'react';
import type { Failure } from '../api/failure';
import { Button } from './button';
import { useShell } from './shell';

/** What is wrong, and what can be done: try again, or sign in where that is missing. */
export function Failed(props: {
  failure: Failure;
  retry: () => void;
}): JSX.Element {
  const { failure, retry } = props;
  const { trans, signInUrl } = useShell();
  return (
    <div className="jp-Dstack-empty" role="alert">
      {failure.status === 401 && signInUrl ? (
        <p>
          {trans.__('You are not signed in here, or not any more.')}{' '}
          <a href={signInUrl()}>{trans.__('Sign in')}</a>
        </p>
      ) : (
        <>
          <p>{failure.message}</p>
          <Button look="accept" onClick={retry}>
            {trans.__('Try again')}
          </Button>
        </>
      )}
    </div>
  );
}
