import { placesOf } from '../../src/models/notebook-path';

describe('where a notebook is below the folder of a server', () => {
  it.each([
    ['/srv/work/a/n.ipynb', '/srv/work', ['a/n.ipynb']],
    ['/srv/work/a/n.ipynb', '/srv/work/', ['a/n.ipynb']],
    ['/srv/workshop/n.ipynb', '/srv/work', []],
    ['/home/ann/work/n.ipynb', '~/work', ['n.ipynb']],
    ['/home/ann/work/work/n.ipynb', '~/work', ['work/n.ipynb', 'n.ipynb']],
    ['/home/ann/n.ipynb', '~', ['ann/n.ipynb', 'n.ipynb']],
    ['C:\\Users\\ann\\work\\n.ipynb', 'C:\\Users\\ann', ['work/n.ipynb']],
    ['a/n.ipynb', '~/work', ['a/n.ipynb']],
    ['/n.ipynb', '', ['n.ipynb']]
  ])('%s below %s', (path, root, places) => {
    expect(placesOf(path, root)).toEqual(places);
  });
});
