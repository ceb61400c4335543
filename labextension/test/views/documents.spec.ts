import { framed } from '../../src/views/frame';
import { parsed, jsonKind } from '../../src/views/json';
import { guardLinks } from '../../src/views/links';
import { safeMarkup } from '../../src/views/markup';
import { textKind } from '../../src/views/text';
import { kindOf } from '../../src/views/registry';
import { fileName } from '../../src/views/file';
import { content, settled, stage } from '../fakes';

function markup(text: string): HTMLElement {
  const element = document.createElement('div');
  element.append(safeMarkup(text));
  return element;
}

describe('Markdown of somebody else', () => {
  it('is headings below the card’s own, tables, lists and code', () => {
    const shown = markup(
      '# Title\n\n| a |\n|---|\n| 1 |\n\n- [x] done\n\n`code`'
    );

    expect(shown.querySelector('h3')?.textContent).toBe('Title');
    expect(shown.querySelector('.dstack-scroll table td')?.textContent).toBe(
      '1'
    );
    expect(shown.querySelector('li')?.textContent?.trim()).toBe('☑ done');
    expect(shown.querySelector('code')?.textContent).toBe('code');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><button>x</button></form>',
    '<style>body { display: none }</style>',
    '[click](javascript:alert(1))',
    '![x](https://evil.example/pixel.png)',
    '<div class="dstack-filters" style="position:fixed" id="dstack-state">x</div>',
    '<a href="https://ok.example" onclick="alert(1)">x</a>'
  ])('cannot do harm: %s', text => {
    const html = markup(text).innerHTML;

    expect(html).not.toMatch(
      /script|onerror|onload|onclick|iframe|form|<style|style=|evil|class="dstack-filters|id=/
    );
  });

  it('opens links apart from the page', () => {
    const link = markup('[out](https://example.org)').querySelector('a');

    expect(link?.target).toBe('_blank');
    expect(link?.rel).toMatch(/noopener noreferrer/);
  });

  it('shows pictures that are in it', () => {
    const source = 'data:image/png;base64,AAAA';

    expect(markup(`![x](${source})`).querySelector('img')?.src).toBe(source);
  });
});

describe('HTML of somebody else', () => {
  const html = framed(
    '<html><head><link rel=stylesheet href="https://evil.example/a.css"><style>' +
      '@import "https://evil.example/b.css"; p { background: url(https://evil.example/c.png) }' +
      '</style></head><body onload="alert(1)"><p style="color: red">Hello</p>' +
      '<script>alert(1)</script><img src="https://evil.example/d.png"></body></html>'
  );

  it('keeps its words and its looks', () => {
    expect(html).toContain('<p style="color: red">Hello</p>');
  });

  it('has no scripts, and asks no other server', () => {
    expect(html).not.toMatch(/evil|<script|alert|onload/);
  });

  it('stands under a policy of its own', () => {
    expect(html).toMatch(
      /^<!doctype html><html><head><meta http-equiv="Content-Sec/
    );
    expect(html).toContain("default-src 'none'");
  });
});

describe('links in drawn text', () => {
  it('open only addresses of the web, and apart', () => {
    const open = jest.spyOn(window, 'open').mockReturnValue(null);
    const element = document.createElement('div');
    element.innerHTML =
      '<a href="javascript:alert(1)">bad</a><a href="https://ok.example/">good</a>';
    guardLinks(element, new AbortController().signal);

    element.querySelectorAll('a').forEach(link => link.click());

    expect(open.mock.calls).toEqual([
      ['https://ok.example/', '_blank', 'noopener,noreferrer']
    ]);
  });
});

describe('JSON', () => {
  it('keeps numbers as they are', () => {
    expect(parsed('{"id": 9007199254740991, "x": 1.5, "y": null}')).toEqual({
      id: 9007199254740991,
      x: 1.5,
      y: null
    });
  });

  it('says of what only others can draw why it is not drawn', () => {
    const view = jsonKind.create(stage());

    void view.draw({}, content({ application: 'bokeh' }));

    expect(view.element.textContent).toMatch(/Pull it into a notebook/);
  });

  it('that is huge is text', () => {
    const huge = { content_type: 'application/json', length: 1e9 };

    expect(kindOf(content(huge)).name).toBe('text');
  });

  it('opens and closes, and makes what is inside when it opens', () => {
    const view = jsonKind.create(stage());
    const long = Array.from({ length: 250 }, (_, at) => at);

    void view.draw(
      { name: 'x', deep: { deeper: { deepest: 1 } }, long },
      content()
    );

    const closed = [...view.element.querySelectorAll('details')].filter(
      branch => !branch.open
    );
    expect(
      closed.map(each => each.querySelector('summary')?.textContent)
    ).toEqual(['deeper 1 key', '0 – 99', '100 – 199', '200 – 249']);
    expect(closed[0]?.childElementCount).toBe(1);
  });
});

describe('text', () => {
  it('that is long is cut until somebody asks for all', async () => {
    const text = 'x'.repeat(200_000);
    const view = textKind.create(stage({ text: () => Promise.resolve(text) }));

    void view.draw({ text, isWhole: true }, content({ length: 200_000 }));
    expect(view.element.querySelector('pre')?.textContent).toHaveLength(50_000);

    const all = view.element.querySelector('button');
    expect(all?.textContent).toBe('Show all (200 kB)');
    all?.click();
    await settled();
    expect(view.element.querySelector('pre')?.textContent).toHaveLength(
      200_000
    );
    expect(view.element.querySelector('button')).toBeNull();
  });

  it('that is very long is fetched in part', async () => {
    const around = stage({
      beginning: (_, count) => Promise.resolve('é'.repeat(count / 2))
    });
    const long = content({ length: 3_000_000_000 });

    const loaded = await textKind.load(long, around, around.signal);
    const view = textKind.create(around);
    void view.draw(loaded, long);

    expect(loaded.isWhole).toBe(false);
    expect(view.element.querySelector('button')?.textContent).toBe(
      'Show all (3 GB)'
    );
  });

  it('is never markup', () => {
    const view = textKind.create(stage());

    void view.draw({ text: '<b>x</b>', isWhole: true }, content());

    expect(view.element.querySelector('b')).toBeNull();
  });
});

describe('the kind of a content', () => {
  it.each([
    ['application/json', 'plotly', 'plotly'],
    ['application/vnd.plotly.v1+json', null, 'plotly'],
    ['application/json', 'python/json', 'json'],
    ['application/geo+json', null, 'json'],
    ['application/vnd.apache.parquet', 'pandas/dataframe', 'table'],
    ['application/vnd.apache.arrow.file', 'file', 'table'],
    ['text/csv; charset=utf-8', null, 'table'],
    ['image/svg+xml', 'matplotlib', 'image'],
    ['image/tiff', null, 'file'],
    ['text/markdown', null, 'markdown'],
    ['TEXT/HTML', null, 'html'],
    ['text/x-python', null, 'text'],
    ['application/yaml', null, 'text'],
    ['application/x-ipynb+json', 'notebook', 'notebook'],
    ['application/pdf', 'file', 'pdf'],
    ['audio/x-wav', 'ipython/display', 'media'],
    ['video/mp4', null, 'media'],
    ['application/x-tar', 'folder', 'folder'],
    ['application/x-skops', 'sklearn/estimator', 'file'],
    ['application/zip', 'file', 'file']
  ])('%s of %s is %s', (content_type, application, name) => {
    expect(kindOf(content({ content_type, application })).name).toBe(name);
  });

  it('names a file as it was pushed, and never with a folder', () => {
    const named = (filename: string): string =>
      fileName(content({ settings: { filename } }), 'ann/models/best');

    expect(named('model.onnx')).toBe('model.onnx');
    expect(named('../../.bashrc')).toBe('bashrc');
    expect(named('')).toBe('best');
  });
});
