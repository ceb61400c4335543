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

  /** The one that was chosen by hand, here or in a session before. */
  private byHand: string | undefined;
  private looking: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly relay: Relay,
    private readonly preferences: Preferences,
    private readonly kept: IKept
  ) {
    super();
    preferences.subscribe(() => this.follow());
  }

  /** Find out which there are; what was chosen by hand counts, else the preference, else what Python uses. */
  load(): Promise<void> {
    this.looking ??= this.look().finally(() => (this.looking = null));
    return this.looking;
  }

  /** Find out which there are, unless that is known. */
  async known(): Promise<void> {
    if (this.chosen === null || this.failure) {
      await this.load();
    }
  }

  /** The address of the server of a profile, as far as it is known. */
  serverOf(name: string): string | null {
    return this.all.find(profile => profile.name === name)?.server ?? null;
  }

  /** Whether it is known that there is no profile of this name. */
  isLost(name: string): boolean {
    return this.all.length > 0 && this.all.every(one => one.name !== name);
  }

  choose(name: string): void {
    this.byHand = name;
    this.kept.write(name);
    this.show();
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    const kept = await this.kept.read();
    this.byHand ??= kept;
    try {
      this.all = await this.relay.profiles();
      this.failure = null;
    } catch (error) {
      this.failure = asFailure(error);
      this.lookLater();
    }
    this.show();
  }

  private lookLater(): void {
    const { pollSeconds } = this.preferences;
    if (pollSeconds) {
      this.timer = setTimeout(() => void this.load(), pollSeconds * 1000);
    }
  }

  /** Show what is preferred now; before it is known what there is, that is for `load`. */
  private follow(): void {
    if (this.chosen !== null) {
      this.show();
    }
  }

  private show(): void {
    this.chosen = this.byHand ?? this.asPreferred();
    this.changed();
  }

  private asPreferred(): string {
    const usual = this.all.find(({ is_default }) => is_default)?.name ?? '';
    return this.preferences.profile || usual;
  }
}
