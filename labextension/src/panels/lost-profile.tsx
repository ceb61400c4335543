import * as React from 'react';
import type { Profiles } from '../models/profiles';
import { Button } from './button';
import { profileLabel } from './profile-choice';
import { useShell } from './shell';
import { useObservable } from './use-observable';

/** Said where a profile is looked for that is not there, with those that are. */
export function LostProfile(props: {
  name: string;
  profiles: Profiles;
  onChoose: (profile: string) => void;
}): JSX.Element {
  const { name, onChoose } = props;
  const profiles = useObservable(props.profiles);
  const { trans } = useShell();
  return (
    <div className="jp-Dstack-empty" role="alert">
      <h2>{trans.__('There is no profile “%1” here', name)}</h2>
      <p>
        {trans.__(
          'It was taken out of config.yaml, or has another name now. Put it back, or look elsewhere:'
        )}
      </p>
      <p className="jp-Dstack-ways">
        {profiles.all.map(profile => (
          <Button
            key={profile.name}
            title={profile.server ?? undefined}
            onClick={() => onChoose(profile.name)}
          >
            {profileLabel(profile, trans)}
          </Button>
        ))}
        <Button look="link" onClick={() => void profiles.load()}>
          {trans.__('Try again')}
        </Button>
      </p>
    </div>
  );
}
