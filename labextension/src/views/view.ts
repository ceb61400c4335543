import { Contents } from '../contents/contents';
import { IContent, IPlace } from '../contents/model';
import { Modules } from '../contents/modules';
import { HttpSource } from '../contents/http';

/** What a view of a card has around it. */
export interface IStage {
  readonly contents: Contents;
  readonly modules: Modules;
  readonly http: HttpSource;
  readonly place: () => IPlace;
  /** What the content is, in words: for people who do not see it. */
  readonly caption: (content: IContent) => string;
  /** Aborted when the card goes away. */
  readonly signal: AbortSignal;
}

/** What draws contents of one kind. One view draws one content after the other. */
export interface IView<Loaded> {
  readonly element: HTMLElement;
  draw(loaded: Loaded, content: IContent): void | Promise<void>;
  /** Whether there is anything to see in the content that was drawn last. */
  isEmpty?(): boolean;
  /** The element is in the page, or the theme of the page has changed. */
  restyle?(): void;
  dispose?(): void;
}

/** A kind of contents, found by its type, and how to show it. */
export interface IViewKind<Loaded> {
  readonly name: string;
  accepts(content: IContent): boolean;
  /** Fetch what `draw` needs; must not touch the page. */
  load(content: IContent, stage: IStage, signal: AbortSignal): Promise<Loaded>;
  create(stage: IStage): IView<Loaded>;
}

/** Forget what a kind loads: the registry holds kinds of all sorts. */
export type AnyViewKind = IViewKind<unknown>;

export function kind<Loaded>(one: IViewKind<Loaded>): AnyViewKind {
  return one;
}
