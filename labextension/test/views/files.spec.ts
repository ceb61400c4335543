import { factsOf } from '../../src/views/facts';
import { folderKind } from '../../src/views/folder';
import { mediaKind } from '../../src/views/media';
import { pdfKind } from '../../src/views/pdf';
import { entriesOf } from '../../src/views/tar';
import { IStage } from '../../src/views/view';
import { content, encoded, stage } from '../fakes';

/** A header of a tar archive, and the blocks that follow it. */
function part(name: string, type: string, body = ''): string {
  const size = body.length.toString(8).padStart(11, '0');
  const head = name.padEnd(124, '\0') + `${size}\0`.padEnd(32, '\0') + type;
  const header = `${head.padEnd(257, '\0')}ustar\0`.padEnd(512, '\0');
  return header + body.padEnd(Math.ceil(body.length / 512) * 512, '\0');
}

describe('a folder', () => {
  const long = `${'d/'.repeat(80)}long.txt`;
  const record = ` path=${long}\n`;
  const archive =
    part('models/', '5') +
    part('models/best.txt', '0', 'x'.repeat(1300)) +
    part('x', 'x', `${record.length + 3}${record}`) +
    part('cut', '0', 'y') +
    '\0'.repeat(1024);

  it('is what is in it', () => {
    expect(entriesOf(encoded(archive))).toEqual([
      { name: 'models', size: 0, isFolder: true },
      { name: 'models/best.txt', size: 1300, isFolder: false },
      { name: long, size: 1, isFolder: false }
    ]);
  });

  it('that is no archive is said to be none', async () => {
    const bytes = encoded('no archive'.repeat(100));
    const around = stage({ bytes: () => Promise.resolve(bytes) });

    await expect(
      folderKind.load(content(), around, around.signal)
    ).rejects.toThrow('This is no archive');
    expect(entriesOf(encoded(''))).toEqual([]);
  });

  it('is listed with sizes', async () => {
    const view = folderKind.create(stage());

    await view.draw(entriesOf(encoded(archive)) ?? [], content());

    expect(
      [...view.element.querySelectorAll('tbody tr')].map(row => row.textContent)
    ).toEqual(['models/', 'models/best.txt1.3 kB', `${long}1 byte`]);
  });
});

describe('a model', () => {
  it('says its type, params and versions, and is not opened', () => {
    const settings = {
      class: 'sklearn.linear_model.LogisticRegression',
      'scikit-learn': '1.7',
      params: { C: '1.0', penalty: "'l2'" }
    };
    const texts = factsOf(content({ settings })).map(each => each.textContent);

    expect(texts).toEqual([
      'Typesklearn.linear_model.LogisticRegressionscikit-learn1.7',
      'Params',
      "C1.0penalty'l2'"
    ]);
  });

  it.each([null, {}, { params: 7 }, { filename: 'x' }])(
    'of which nothing is known says nothing: %j',
    settings => {
      expect(factsOf(content({ settings }))).toEqual([]);
    }
  );
});

describe('a PDF', () => {
  const load = (text: string): Promise<Blob> => {
    const bytes = encoded(text);
    const around = stage({ bytes: () => Promise.resolve(bytes) });
    return pdfKind.load(content(), around, around.signal);
  };

  it('is given to the browser as one', async () => {
    expect((await load('%PDF-1.7 …')).type).toBe('application/pdf');
  });

  it('that is none is not', async () => {
    await expect(load('<script>alert(1)</script>')).rejects.toThrow(
      'This is not a PDF'
    );
  });
});

describe('sound', () => {
  const around: IStage = {
    ...stage(),
    http: {
      has: () => Promise.resolve(true),
      address: () => 'http://localhost/content'
    } as unknown as IStage['http']
  };
  const sound = content({ content_type: 'audio/wav' });

  it('is played from where the server has it', async () => {
    const view = mediaKind.create(around);
    const loaded = await mediaKind.load(sound, around, around.signal);
    await view.draw(loaded, sound);

    const player = view.element.querySelector('audio');
    expect(player?.src).toBe('http://localhost/content');
    expect(player?.controls).toBe(true);
    expect(player?.getAttribute('aria-label')).toBe('a caption');
  });

  it('that cannot be played can be had', async () => {
    const view = mediaKind.create(around);
    await view.draw('http://localhost/content', sound);

    view.element.querySelector('audio')?.dispatchEvent(new Event('error'));

    expect(view.element.textContent).toContain('This browser cannot play it.');
    expect(view.element.querySelector('button')?.textContent).toBe('Download');
  });
});
