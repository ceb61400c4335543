import { IProfile, Relay } from '../../src/api/relay';
import { Preferences } from '../../src/models/preferences';
import { Profiles } from '../../src/models/profiles';

function profile(name: string, is_default = false): IProfile {
  const server = name ? `https://${name}.example` : null;
  return { name, user: 'ann', server, is_default };
}

/** The profiles of a server that answers with these, in a workspace where one may have been chosen. */
function profilesOf(
  given: IProfile[] | Response,
  { kept, preferred = '' }: { kept?: string; preferred?: string } = {}
): { profiles: Profiles; written: string[] } {
  const written: string[] = [];
  const answer =
    given instanceof Response
      ? given
      : new Response(JSON.stringify({ profiles: given }));
  const relay = new Relay({
    url: address => `/relay/${address}`,
    send: () => Promise.resolve(answer)
  });
  const profiles = new Profiles(
    relay,
    new Preferences({ profile: preferred }),
    {
      read: () => Promise.resolve(kept),
      write: name => written.push(name)
    }
  );
  return { profiles, written };
}

describe('the profile that is looked at', () => {
  const ALL = [profile(''), profile('team', true), profile('lab')];

  it.each([
    ['the one that Python uses', {}, 'team'],
    ['the preferred one', { preferred: 'lab' }, 'lab'],
    ['the last choice', { preferred: 'lab', kept: '' }, ''],
    ['no choice that is gone', { kept: 'gone', preferred: 'also' }, 'team']
  ])('is %s', async (_, given, chosen) => {
    const { profiles } = profilesOf(ALL, given);
    expect(profiles.chosen).toBe(null);
    await profiles.load();
    expect(profiles.chosen).toBe(chosen);
  });

  it('is kept when it is chosen', async () => {
    const { profiles, written } = profilesOf(ALL);
    await profiles.load();
    profiles.choose('lab');
    expect([profiles.chosen, written]).toEqual(['lab', ['lab']]);
  });

  it('is this computer where the profiles cannot be read, in words', async () => {
    const body = JSON.stringify({ message: 'mend it', code: 'configuration' });
    const { profiles } = profilesOf(new Response(body, { status: 500 }));
    await profiles.load();
    expect(profiles.chosen).toBe('');
    expect(profiles.failure?.message).toBe('mend it');
  });
});
