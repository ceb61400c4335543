import type { Token } from '../../api/api';
import type { ITranslation } from '../shell';

export type Scope = Token['scope'];

/** In the order in which each holds those before it. */
export const SCOPES: readonly Scope[] = ['read', 'push', 'admin'];

/** What a scope lets one do. */
export function scopeText(scope: Scope, trans: ITranslation): string {
  const texts: Record<Scope, string> = {
    read: trans.__('look'),
    push: trans.__('look and push'),
    admin: trans.__('everything, also share and delete')
  };
  return texts[scope];
}
