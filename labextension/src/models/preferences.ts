import { Observable } from './observable';

/** What a person may choose once for all views. */
export interface IPreferences {
  /** The profile that is shown first; empty for the one that Python uses. */
  profile: string;
  /** Seconds between looks at a list while no events come; 0 for none. */
  pollSeconds: number;
  /** How many stacks are asked for at a time. */
  pageSize: number;
  /** Whether a dialog asks before anything is deleted. */
  confirm: boolean;
}

const USUAL: IPreferences = {
  profile: '',
  pollSeconds: 30,
  pageSize: 100,
  confirm: true
};

/** The preferences as they are now. */
export class Preferences extends Observable {
  private chosen: IPreferences;

  constructor(given: Partial<IPreferences> = {}) {
    super();
    this.chosen = { ...USUAL, ...given };
  }

  get profile(): string {
    return this.chosen.profile;
  }

  get pollSeconds(): number {
    return this.chosen.pollSeconds;
  }

  get pageSize(): number {
    return this.chosen.pageSize;
  }

  get confirm(): boolean {
    return this.chosen.confirm;
  }

  set(given: Partial<IPreferences>): void {
    this.chosen = { ...USUAL, ...given };
    this.changed();
  }
}
