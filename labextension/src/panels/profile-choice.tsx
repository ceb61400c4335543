import * as React from 'react';
import type { IProfile } from '../api/relay';
import type { Profiles } from '../models/profiles';
import { Button } from './button';
import { ITranslation, useShell } from './shell';

/** Which store is looked at, where there are several. */
export function ProfileChoice(props: {
  profiles: Profiles;
}): JSX.Element | null {
  const { profiles } = props;
  const { trans } = useShell();
  if (profiles.failure) {
    return (
      <div className="jp-Dstack-profile" role="alert">
        <span>{profiles.failure.message}</span>
        <Button onClick={() => void profiles.load()}>
          {trans.__('Try again')}
        </Button>
      </div>
    );
  }
  if (profiles.all.length < 2) {
    return null;
  }
  return (
    <label className="jp-Dstack-profile">
      <span>{trans.__('Profile')}</span>
      <select
        value={profiles.chosen ?? ''}
        onChange={event => profiles.choose(event.target.value)}
      >
        {profiles.all.map(profile => (
          <option
            key={profile.name}
            value={profile.name}
            title={profile.server ?? undefined}
          >
            {profileLabel(profile, trans)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What a profile is called. */
export function profileLabel(profile: IProfile, trans: ITranslation): string {
  return profile.name || trans.__('This computer');
}
