import type { Scope } from '../../models/rights';
import type { ITranslation } from '../shell';

/** What a scope lets one do. */
export function scopeText(scope: Scope, trans: ITranslation): string {
  const texts: Record<Scope, string> = {
    read: trans.__('look'),
    push: trans.__('look and push'),
    admin: trans.__('everything, also share and delete')
  };
  return texts[scope];
}
