import { IProfile, Relay } from '../../src/api/relay';
import { Preferences } from '../../src/models/preferences';
import { Profiles } from '../../src/models/profiles';

function profile(name: string, is_default = false): IProfile {
  const server = name ? `https://${name}.example` : null;
  return { name, user: 'ann', server, is_default };
}

/** The profiles of a server that answers with these, in a workspace where one may have been chosen. */
function profilesOf(
  given: IProfile[],
  {
    kept,
    preferred = '',
    refusals = 0,
    pollSeconds = 0
  }: {
    kept?: string;
    preferred?: string;
    /** How often they cannot be read at first. */
    refusals?: number;
    pollSeconds?: number;
  } = {}
): { profiles: Profiles; preferences: Preferences; written: string[] } {
  const written: string[] = [];
  let left = refusals;
  const answer = (): Response => {
    left -= 1;
    return left < 0
      ? new Response(JSON.stringify({ profiles: given }))
      : new Response(JSON.stringify({ message: 'mend it', code: 'bad' }), {
          status: 500
        });
  };
  const relay = new Relay({
    url: address => `/relay/${address}`,
    send: () => Promise.resolve(answer())
  });
  const preferences = new Preferences({ profile: preferred, pollSeconds });
  const profiles = new Profiles(relay, preferences, {
    read: () => Promise.resolve(kept),
    write: name => written.push(name)
  });
  return { profiles, preferences, written };
}

describe('the profile that is looked at', () => {
  const ALL = [profile(''), profile('team', true), profile('lab')];

  it.each([
    ['the one that Python uses', {}, 'team'],
    ['the preferred one', { preferred: 'lab' }, 'lab'],
    ['the last choice', { preferred: 'lab', kept: '' }, ''],
    ['the last choice, though it is gone', { kept: 'gone' }, 'gone'],
    ['the preferred one, though it is gone', { preferred: 'gone' }, 'gone']
  ])('is %s', async (_, given, chosen) => {
    const { profiles } = profilesOf(ALL, given);
    expect(profiles.chosen).toBe(null);
    await profiles.load();
    expect(profiles.chosen).toBe(chosen);
    expect(profiles.isLost(chosen)).toBe(chosen === 'gone');
  });

  it('follows the preference until one is chosen by hand', async () => {
    const { profiles, preferences } = profilesOf(ALL);
    preferences.set({ profile: '' });
    expect(profiles.chosen).toBe(null);
    await profiles.load();
    preferences.set({ profile: 'lab' });
    expect(profiles.chosen).toBe('lab');
    preferences.set({ profile: '' });
    expect(profiles.chosen).toBe('team');
    profiles.choose('');
    preferences.set({ profile: 'lab' });
    expect(profiles.chosen).toBe('');
  });

  it('is kept when it is chosen', async () => {
    const { profiles, written } = profilesOf(ALL);
    await profiles.load();
    profiles.choose('lab');
    expect([profiles.chosen, written]).toEqual(['lab', ['lab']]);
  });

  it.each([
    ['this computer', {}, ''],
    ['the last choice', { kept: 'lab' }, 'lab']
  ])(
    'is %s where the profiles cannot be read, in words',
    async (_, given, chosen) => {
      const { profiles } = profilesOf(ALL, { ...given, refusals: 1 });
      await profiles.load();
      expect([profiles.chosen, profiles.isLost(chosen)]).toEqual([
        chosen,
        false
      ]);
      expect(profiles.failure?.message).toBe('mend it');
    }
  );

  it('is found when the profiles can be read again', async () => {
    const { profiles } = profilesOf(ALL, { refusals: 2, pollSeconds: 0.001 });
    await profiles.load();
    await new Promise<void>(found => {
      profiles.subscribe(() => profiles.failure ?? found());
    });
    expect(profiles.chosen).toBe('team');
  });

  it('is asked for once by all who want to know it', async () => {
    const { profiles } = profilesOf(ALL, { refusals: 1 });
    await Promise.all([profiles.known(), profiles.load()]);
    expect(profiles.failure?.message).toBe('mend it');
    await profiles.known();
    expect([profiles.failure, profiles.chosen]).toEqual([null, 'team']);
  });
});
