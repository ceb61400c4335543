import * as React from 'react';
import { cookie } from './transport';

/** In a form: that a page of this server sends it, and no other; as the cookie says at the time of sending. */
export function Proof(): JSX.Element {
  const field = React.useRef<HTMLInputElement>(null);
  React.useEffect(() => {
    const form = field.current?.form;
    const fill = (): void => {
      if (field.current) {
        field.current.value = cookie(document.cookie, '_xsrf') ?? '';
      }
    };
    form?.addEventListener('submit', fill);
    return () => form?.removeEventListener('submit', fill);
  }, []);
  return <input ref={field} type="hidden" name="_xsrf" />;
}
