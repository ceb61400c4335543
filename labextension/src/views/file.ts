import { IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { sizeText } from '../sizes';
import { __, spoken } from '../words';
import { button, element } from './elements';
import { factsOf } from './facts';
import { sourceOf } from './source';
import { IStage, IView, IViewKind } from './view';

/** What no other view can show: its name, what is known of it, and a way to have it. */
export const fileKind: IViewKind<null> = {
  name: 'file',
  accepts: () => true,
  load: () => Promise.resolve(null),
  create: stage => new FileView(stage)
};

class FileView implements IView<null> {
  readonly element = element('div');

  constructor(private readonly stage: IStage) {}

  draw(_: null, content: IContent): void {
    const bar = new FileBar(this.stage);
    bar.draw(content);
    this.element.replaceChildren(bar.element, ...factsOf(content));
  }
}

/** A file by its name, and a way to have it. */
export class FileBar {
  readonly element = element('div', { class: 'dstack-file' });

  constructor(private readonly stage: IStage) {}

  draw(content: IContent): void {
    const name = fileName(content, this.stage.place().stack);
    const kind = mimeOf(content.content_type);
    const status = element('p', { class: 'dstack-hint', role: 'status' });
    const download = button(
      __('Download'),
      () => void this.download(content, name, download, status),
      { 'aria-label': __('Download %1', name) }
    );
    this.element.replaceChildren(
      element('span', { class: 'dstack-file-icon', 'aria-hidden': 'true' }),
      element(
        'div',
        { class: 'dstack-file-name' },
        element('strong', { translate: 'no' }, name),
        element(
          'span',
          {},
          element('span', { translate: 'no' }, kind),
          kind && ' · ',
          sizeText(content.length, spoken())
        )
      ),
      download,
      status
    );
  }

  private async download(
    content: IContent,
    name: string,
    control: HTMLButtonElement,
    status: HTMLElement
  ): Promise<void> {
    control.disabled = true;
    status.textContent = '';
    try {
      const type = 'application/octet-stream';
      await save(await sourceOf(content, this.stage, type), name);
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : '';
    } finally {
      control.disabled = false;
    }
  }
}

/** The name under which a content is saved: its own, else one made from the stack's. */
export function fileName(content: IContent, stack: string): string {
  const given = content.settings?.filename;
  const name = typeof given === 'string' ? given : '';
  const clean = name.split(/[/\\]/).pop()?.replace(/^\.+/, '');
  return clean || (stack.split('/').pop() ?? 'file');
}

async function save(address: string, name: string): Promise<void> {
  const link = element('a', { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  if (address.startsWith('blob:')) {
    // The browser reads the blob after this turn.
    await new Promise(resolve => setTimeout(resolve, 1000));
    URL.revokeObjectURL(address);
  }
}
