import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';

/** What a notebook takes for cells that are dropped on it. */
const CELLS = 'application/vnd.jupyter.cells';

/** How many pixels the mouse moves until a press becomes a drag. */
const FAR = 5;

/** Once the mouse moves away, carry a cell with this code; a notebook inserts it where it is dropped. */
export function dragCode(
  event: MouseEvent,
  label: string,
  code: string,
  source: object
): void {
  if (event.button !== 0) {
    return;
  }
  const { clientX, clientY } = event;
  const ending = new AbortController();
  const { signal } = ending;
  const onMove = (move: MouseEvent): void => {
    const way = Math.hypot(move.clientX - clientX, move.clientY - clientY);
    if (way >= FAR) {
      ending.abort();
      void start(move, label, code, source);
    }
  };
  document.addEventListener('mousemove', onMove, { signal });
  document.addEventListener('mouseup', () => ending.abort(), { signal });
}

async function start(
  event: MouseEvent,
  label: string,
  code: string,
  source: object
): Promise<void> {
  const mimeData = new MimeData();
  mimeData.setData(CELLS, [cellOf(code)]);
  mimeData.setData('text/plain', code);
  const drag = new Drag({
    mimeData,
    dragImage: imageOf(label),
    proposedAction: 'copy',
    supportedActions: 'copy',
    source
  });
  await drag.start(event.clientX, event.clientY);
  drag.dispose();
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
