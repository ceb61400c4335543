import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { CodeIn } from '../models/snippets';
import { languageOf } from './notebooks';

/** What a notebook takes for cells that are dropped on it. */
const CELLS = 'application/vnd.jupyter.cells';

/** How many pixels the mouse moves until a press becomes a drag. */
const FAR = 5;

interface IDragged {
  label: string;
  code: CodeIn;
  /** Where it comes from. */
  source: object;
  notebooks: INotebookTracker | null;
}

/** Once the mouse moves away, carry a cell; a notebook inserts it where it is dropped, in the language of its kernel. */
export function dragCode(event: MouseEvent, dragged: IDragged): void {
  if (event.button !== 0) {
    return;
  }
  const { clientX, clientY } = event;
  const ending = new AbortController();
  const { signal } = ending;
  const onMove = (move: MouseEvent): void => {
    const way = Math.hypot(move.clientX - clientX, move.clientY - clientY);
    if (move.buttons === 0) {
      // It was let go of before anybody listened.
      ending.abort();
    } else if (way >= FAR) {
      ending.abort();
      void start(move, dragged);
    }
  };
  document.addEventListener('mousemove', onMove, { signal });
  document.addEventListener('mouseup', () => ending.abort(), { signal });
}

async function start(
  event: MouseEvent,
  { label, code, source, notebooks }: IDragged
): Promise<void> {
  const mimeData = new MimeData();
  const carry = (language: string): void =>
    mimeData.setData(CELLS, [cellOf(code(language))]);
  carry('');
  mimeData.setData('text/plain', code(''));
  const ending = new AbortController();
  const onDrop = ({ target }: Event): void => {
    const panel = notebooks?.find(({ node }) => node.contains(target as Node));
    carry(panel ? languageOf(panel) : '');
  };
  const { signal } = ending;
  // The notebook listens too; it hears of a drop after the document, in its capturing phase.
  document.addEventListener('lm-drop', onDrop, { capture: true, signal });
  const drag = new Drag({
    mimeData,
    dragImage: imageOf(label),
    proposedAction: 'copy',
    supportedActions: 'copy',
    source
  });
  await drag.start(event.clientX, event.clientY);
  drag.dispose();
  ending.abort();
}

function cellOf(source: string): object {
  return {
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source
  };
}

function imageOf(label: string): HTMLElement {
  const image = document.createElement('div');
  image.className = 'jp-Dstack-drag';
  image.textContent = label;
  return image;
}
