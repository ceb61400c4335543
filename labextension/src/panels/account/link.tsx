import * as React from 'react';
import type { SignInLink } from '../../api/api';
import { Button } from '../button';
import { CopyField } from '../copy-field';
import { Dialog } from '../dialog';
import { useShell } from '../shell';
import { fullTime } from '../times';

/** The link with which somebody signs in once, to be sent to them. */
export function LinkDialog(props: {
  link: SignInLink;
  onClose: () => void;
}): JSX.Element {
  const { link, onClose } = props;
  const { trans, language, linkUrl } = useShell();
  const until = fullTime(link.expires, language);
  return (
    <Dialog
      title={trans.__('A link that signs in %1', link.user)}
      onClose={onClose}
      actions={
        <Button look="accept" onClick={onClose}>
          {trans.__('Done')}
        </Button>
      }
    >
      <p>
        {trans.__('Send it to %1. It works once, until %2.', link.user, until)}
      </p>
      <CopyField
        label={trans.__('Link')}
        text={linkUrl?.(link.secret) ?? link.secret}
      />
    </Dialog>
  );
}
