import { asFailure, Failure } from '../api/failure';
import type { IProfile, Relay } from '../api/relay';
import { Observable } from './observable';
import type { Preferences } from './preferences';

/** Where the choice of one session is kept for the next. */
export interface IKept {
  read(): Promise<string | undefined>;
  write(profile: string): void;
}

/** The stores that one can choose among, and which one is looked at. */
export class Profiles extends Observable {
  all: readonly IProfile[] = [];
  /** The name of the one that is looked at; null before it is known. */
  chosen: string | null = null;
  failure: Failure | null = null;

  constructor(
    private readonly relay: Relay,
    private readonly preferences: Preferences,
    private readonly kept: IKept
  ) {
    super();
  }

  /** Find out which there are; the last choice counts while it is there, else the preference, else what Python uses. */
  async load(): Promise<void> {
    try {
      this.all = await this.relay.profiles();
      this.failure = null;
    } catch (error) {
      this.failure = asFailure(error);
    }
    const wanted = [this.chosen, await this.kept.read(), this.asPreferred()];
    this.chosen = wanted.find(name => this.has(name)) ?? '';
    this.changed();
  }

  /** The address of the server of a profile, as far as it is known. */
  serverOf(name: string): string | null {
    return this.all.find(profile => profile.name === name)?.server ?? null;
  }

  choose(name: string): void {
    this.chosen = name;
    this.kept.write(name);
    this.changed();
  }

  private asPreferred(): string | undefined {
    const { profile } = this.preferences;
    return this.has(profile) && profile !== ''
      ? profile
      : this.all.find(({ is_default }) => is_default)?.name;
  }

  private has(name: string | null | undefined): name is string {
    return this.all.some(profile => profile.name === name);
  }
}
