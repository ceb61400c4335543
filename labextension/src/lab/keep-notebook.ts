import { PathExt } from '@jupyterlab/coreutils';
import { Contents } from '@jupyterlab/services';
import type { IPath } from '../api/addresses';
import type { Api } from '../api/api';
import { notebookOf } from '../api/dashboards';

/** Write the notebook of a dashboard into a folder, by a name that is free; returns its path. */
export async function keepNotebook(
  api: Api,
  dashboard: IPath,
  contents: Contents.IManager,
  folder: string
): Promise<string> {
  const text = await notebookOf(api, dashboard);
  const listed = await contents.get(folder, { content: true });
  const files = listed.content as Contents.IModel[];
  const taken = new Set(files.map(file => file.name));
  const path = PathExt.join(folder, freeName(dashboard.name, taken));
  await contents.save(path, {
    type: 'notebook',
    format: 'json',
    content: JSON.parse(text) as unknown
  });
  return path;
}

function freeName(dashboard: string, taken: ReadonlySet<string>): string {
  const name = dashboard.replaceAll('/', '-');
  for (let number = 0; ; number += 1) {
    const file = `${name}${number ? `-${number}` : ''}.ipynb`;
    if (!taken.has(file)) {
      return file;
    }
  }
}
