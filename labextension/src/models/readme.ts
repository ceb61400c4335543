import type { Api, IStackPath, Stack } from '../api/api';
import { changeStack, ITagged, taggedStack } from '../api/changing';
import { asFailure } from '../api/failure';
import { Observable } from './observable';

/** How often a save is tried anew when other things of the stack changed meanwhile. */
const TRIES = 5;

/** The README of a stack while it is written; what is typed stays until it is saved or thrown away. */
export class ReadmeDraft extends Observable {
  text: string;
  isBusy = false;
  error: string | null = null;
  /** What somebody else wrote meanwhile, null while nobody did. */
  theirs: string | null = null;

  private base: string;

  constructor(
    private readonly api: Api,
    private readonly path: IStackPath,
    saved: string
  ) {
    super();
    this.base = this.text = saved;
  }

  get isChanged(): boolean {
    return this.text !== this.base;
  }

  write(text: string): void {
    this.text = text;
    this.changed();
  }

  /** This is the README in the store now: where nothing is typed one goes on with it, else somebody else wrote it. */
  see(saved: string): void {
    if (this.isBusy) {
      return; // what is being saved comes back as news
    }
    const isTyped = this.isChanged && saved !== this.text;
    if (!isTyped) {
      this.base = this.text = saved;
    }
    this.theirs = isTyped && saved !== this.base ? saved : null;
    this.changed();
  }

  /** Throw away what is typed. */
  forget(): void {
    this.text = this.base;
    this.changed();
  }

  /** Go on from what somebody else wrote, with what is typed here. */
  keepMine(): void {
    this.base = this.theirs ?? this.base;
    this.theirs = null;
    this.changed();
  }

  /** Go on with what somebody else wrote. */
  takeTheirs(): void {
    this.base = this.text = this.theirs ?? this.text;
    this.theirs = null;
    this.changed();
  }

  /** The stack as it is then; null where it was not saved, and `error` or `theirs` say why. */
  async save(): Promise<Stack | null> {
    this.isBusy = true;
    this.error = this.theirs = null;
    this.changed();
    let saved: Stack | null = null;
    try {
      saved = await this.tried(TRIES);
    } catch (error) {
      this.error = asFailure(error).message;
    }
    this.isBusy = false;
    this.changed();
    return saved;
  }

  private async tried(times: number): Promise<Stack | null> {
    const { text } = this;
    const now = await taggedStack(this.api, this.path);
    const written = now.stack.readme ?? '';
    if (written !== this.base && written !== text) {
      this.theirs = written;
      return null;
    }
    const saved = await this.sent(text, now, times);
    this.base = text;
    return saved;
  }

  /** A push in between changes the stack and not its README: then it is looked at anew. */
  private async sent(
    text: string,
    now: ITagged,
    times: number
  ): Promise<Stack | null> {
    try {
      const changes = { readme: text };
      return (await changeStack(this.api, this.path, changes, now.etag)).stack;
    } catch (error) {
      if (asFailure(error).status === 412 && times > 1) {
        return this.tried(times - 1);
      }
      throw error;
    }
  }
}

const drafts = new Map<string, ReadmeDraft>();

/** What is written of a stack's README: a draft that was left unsaved in this page goes on. */
export function draftOf(api: Api, stack: Stack): ReadmeDraft {
  const name = `${api.root} ${stack.user}/${stack.name}`;
  const left = drafts.get(name);
  if (left?.isChanged) {
    return left;
  }
  const draft = new ReadmeDraft(api, stack, stack.readme ?? '');
  drafts.set(name, draft);
  return draft;
}
