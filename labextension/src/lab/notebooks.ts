import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { placesOf } from '../models/notebook-path';
import type { CodeIn } from '../models/snippets';
import type { ITranslation } from '../panels/shell';

/** Put code into the notebook that was used last: into its active cell where that is empty, else below it. */
export async function insertCode(
  app: JupyterFrontEnd,
  notebooks: INotebookTracker,
  codeIn: CodeIn,
  trans: ITranslation
): Promise<void> {
  const panel = notebooks.currentWidget;
  await panel?.context.ready;
  const cells = panel?.content.model?.sharedModel;
  if (!panel || !cells) {
    throw new Error(
      trans.__('No notebook is open. Open one, or copy the code.')
    );
  }
  const code = codeIn(languageOf(panel));
  const { activeCell, activeCellIndex } = panel.content;
  const source = activeCell?.model.sharedModel;
  if (source?.cell_type === 'code' && source.getSource().trim() === '') {
    source.setSource(code);
  } else {
    cells.insertCell(activeCellIndex + 1, {
      cell_type: 'code',
      source: code,
      metadata: {}
    });
    panel.content.activeCellIndex = activeCellIndex + 1;
  }
  app.shell.activateById(panel.id);
}

/** What the kernel of a notebook speaks, as it told when it ran last; empty where it never did. */
export function languageOf({ content }: NotebookPanel): string {
  const told = content.model?.getMetadata('language_info') as
    { name?: string } | undefined;
  const spec = content.model?.getMetadata('kernelspec') as
    { language?: string } | undefined;
  return told?.name ?? spec?.language ?? '';
}

/** Open a notebook by its path, as its kernel knew it. */
export async function openNotebook(
  app: JupyterFrontEnd,
  path: string,
  trans: ITranslation
): Promise<void> {
  const { contents } = app.serviceManager;
  for (const place of placesOf(path, PageConfig.getOption('serverRoot'))) {
    const isThere = await contents.get(place, { content: false }).then(
      () => true,
      () => false
    );
    if (isThere) {
      await app.commands.execute('docmanager:open', { path: place });
      return;
    }
  }
  throw new Error(
    trans.__('%1 is not below the folder of this Jupyter server.', path)
  );
}
