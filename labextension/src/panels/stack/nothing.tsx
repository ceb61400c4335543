import * as React from 'react';
import type { ShownStack } from '../../models/stack-page';
import { Button } from '../button';
import { profileOf, pushMagic } from '../code';
import { ITranslation, useShell } from '../shell';

/** What a page says that has no stack: it comes, it is not there, or it could not be had. */
export function Nothing({ shown }: { shown: ShownStack }): JSX.Element {
  const { trans, signInUrl } = useShell();
  const { failure, path } = shown;
  if (shown.state === 'loading' || !failure) {
    return (
      <p className="jp-Dstack-status" role="status">
        {trans.__('Looking for %1…', path.name)}
      </p>
    );
  }
  return (
    <div className="jp-Dstack-empty" role="alert">
      <h1>{titleOf(shown, trans)}</h1>
      <p>{failure.message}</p>
      {failure.isAway ? null : <p>{adviceOf(shown, trans)}</p>}
      <p className="jp-Dstack-ways">
        {failure.status === 401 && signInUrl ? (
          <a href={signInUrl()}>{trans.__('Sign in')}</a>
        ) : null}
        {shown.wanted === null ? null : (
          <Button look="accept" onClick={() => shown.lookAt(null)}>
            {trans.__('Show the head')}
          </Button>
        )}
        <Button onClick={() => void shown.load()}>
          {trans.__('Try again')}
        </Button>
      </p>
    </div>
  );
}

function titleOf({ failure, path }: ShownStack, trans: ITranslation): string {
  switch (failure?.status) {
    case 401:
    case 403:
      return trans.__('You may not see this');
    case 404:
      return trans.__('%1 is not here', `${path.user}/${path.name}`);
    default:
      return trans.__('This could not be shown');
  }
}

function adviceOf(shown: ShownStack, trans: ITranslation): string {
  const { user } = shown.path;
  switch (shown.failure?.status) {
    case 401:
      return trans.__('Sign in, then open this page again.');
    case 403:
    case 404:
      return shown.isMine
        ? trans.__('It may have been deleted, or its name is another one.')
        : trans.__(
            'It may have been deleted, or not be shared with you: ask %1.',
            user
          );
    default:
      return '';
  }
}

/** What the page of a stack says that has no frame yet. */
export function NoFrames({ shown }: { shown: ShownStack }): JSX.Element {
  const shell = useShell();
  const { trans } = shell;
  const { user, name } = shown.path;
  return (
    <div className="jp-Dstack-empty" role="status">
      <h2>{trans.__('No frame yet')}</h2>
      {shown.isMine ? (
        <>
          <p>
            {trans.__(
              'Push something from a notebook, and it is here at once:'
            )}
          </p>
          <pre>
            <code>{pushMagic(profileOf(shell), name)}</code>
          </pre>
        </>
      ) : (
        <p>{trans.__('What %1 pushes to it is here at once.', user)}</p>
      )}
    </div>
  );
}
