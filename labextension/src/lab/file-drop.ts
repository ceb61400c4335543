import type { Drag } from '@lumino/dragdrop';
import type { Widget } from '@lumino/widgets';

/** What the file browser says that it drags: the paths of files. */
const FILES = 'application/x-jupyter-icontents';

const OVER = 'jp-mod-dropTarget';

/** Let files of the file browser be dropped on a widget. */
export function takeFiles(
  target: Widget,
  onDrop: (paths: readonly string[]) => void
): void {
  const { node } = target;
  const on = (kind: string, act: (event: Drag.Event) => void): void =>
    node.addEventListener(kind, event => {
      const drag = event as Drag.Event;
      if (drag.mimeData.hasData(FILES)) {
        drag.preventDefault();
        drag.stopPropagation();
        act(drag);
      }
    });
  on('lm-dragenter', () => node.classList.add(OVER));
  on('lm-dragleave', () => node.classList.remove(OVER));
  on('lm-dragover', drag => {
    drag.dropAction = drag.proposedAction;
  });
  on('lm-drop', drag => {
    node.classList.remove(OVER);
    drag.dropAction = 'copy';
    onDrop(drag.mimeData.getData(FILES) as string[]);
  });
}
