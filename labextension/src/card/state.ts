import { IChoices, NO_CHOICES } from '../choices';
import { IModel } from '../controls';
import { IContent, IPlace } from '../contents/model';

/** The frame that a card shows. */
export interface IFrame {
  id: string;
  number: number;
  time: string;
  message?: string | null;
}

/** The state of a card's model, typed; what is missing or of another type is as if empty. */
export class CardState {
  constructor(readonly model: Pick<IModel, 'get'>) {}

  get board(): string {
    return text(this.model.get('board'));
  }

  get title(): string {
    return text(this.model.get('title')) || this.stack;
  }

  get stack(): string {
    return text(this.model.get('stack'));
  }

  get frame(): IFrame | null {
    const frame = this.model.get('frame') as IFrame | null;
    return frame && typeof frame.id === 'string' ? frame : null;
  }

  get contents(): IContent[] {
    const contents = this.model.get('contents');
    return Array.isArray(contents) ? (contents as IContent[]) : [];
  }

  get choices(): IChoices {
    const choices = this.model.get('choices') as IChoices | null;
    return choices?.params && choices.rows ? choices : NO_CHOICES;
  }

  /** The ids of the models of the controls, by param. */
  get controls(): Record<string, string> {
    const controls = (this.model.get('controls') ?? {}) as Record<
      string,
      string
    >;
    return Object.fromEntries(
      Object.entries(controls).map(([param, reference]) => [
        param,
        reference.replace(/^(anywidget:|IPY_MODEL_)/, '')
      ])
    );
  }

  get shared(): string[] {
    const shared = this.model.get('shared');
    return Array.isArray(shared) ? (shared as string[]) : [];
  }

  get selected(): number {
    const selected = this.model.get('selected');
    return typeof selected === 'number' ? selected : -1;
  }

  get error(): string {
    return text(this.model.get('error'));
  }

  get place(): IPlace {
    const store = text(this.model.get('store'));
    return { stack: this.stack, store, frame: this.frame?.id ?? 'head' };
  }

  /** Whether a kernel is behind the model: its layout, a model too, knows. */
  get isLive(): boolean {
    const layout = this.model.get('layout') as { comm_live?: boolean } | null;
    return layout?.comm_live === true;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
