import { bundleOf, chosen } from '../../src/plotly/bundles';
import { IFigure, figureOf, partAt } from '../../src/plotly/figure';
import { fitted, isRefit } from '../../src/plotly/fit';
import { shapesOf } from '../../src/plotly/geo';
import { IPalette, PLOTLY_COLORWAY, luminance } from '../../src/plotly/palette';
import { harmless, obstacle } from '../../src/plotly/safety';
import { isPlain, themed } from '../../src/plotly/theme';

const PALETTE: IPalette = {
  isDark: true,
  font: 'serif',
  text: 'rgb(240, 240, 240)',
  muted: 'rgb(160, 160, 160)',
  grid: 'rgb(40, 40, 40)',
  line: 'rgb(60, 60, 60)',
  surface: 'rgb(20, 20, 20)',
  colorway: ['#111111', '#222222'],
  sequential: ['#000000', '#ffffff'],
  diverging: ['#000000', '#777777', '#ffffff']
};

const PLOTLY = { layout: { paper_bgcolor: 'white', plot_bgcolor: '#E5ECF6' } };

function figure(
  data: Record<string, unknown>[],
  layout: Record<string, unknown> = {}
): IFigure {
  return figureOf({ data, layout });
}

describe('the bundle of plotly.js', () => {
  it.each([
    [['scatter', 'bar'], 'basic'],
    [[], 'basic'],
    [['choropleth'], 'geo'],
    [['scatter', 'scattergeo'], 'geo'],
    [['heatmap', 'bar'], 'cartesian'],
    [['choropleth', 'bar'], 'full'],
    [['surface'], 'full'],
    [['something new'], 'full']
  ])('for %j is %s', (types, bundle) => {
    expect(bundleOf(figure(types.map(type => ({ type }))))).toBe(bundle);
  });

  it('counts the traces of an animation', () => {
    const animated = figureOf({
      data: [{ type: 'bar' }],
      frames: [{ data: [{ type: 'violin' }] }]
    });

    expect(bundleOf(animated)).toBe('cartesian');
  });

  it('is one that is there already if that draws the figure too', () => {
    expect(chosen('basic', ['cartesian'])).toBe('cartesian');
    expect(chosen('basic', ['full', 'basic'])).toBe('basic');
    expect(chosen('geo', ['cartesian'])).toBe('geo');
  });
});

describe('the colours of a figure', () => {
  it('are the page’s where nobody chose any', () => {
    const plain = figure(
      [{ type: 'scatter', line: { color: PLOTLY_COLORWAY[1]?.toUpperCase() } }],
      { template: PLOTLY }
    );

    const { data, layout } = themed(plain, PALETTE);

    expect(partAt(data[0], 'line').color).toBe('#222222');
    expect(partAt(layout, 'template', 'layout').paper_bgcolor).toBe(
      'rgba(0,0,0,0)'
    );
    expect(partAt(layout, 'template', 'layout', 'font').family).toBe('serif');
  });

  it('leave the figure itself as it was', () => {
    const plain = figure([{ line: { color: '#636efa' } }], {
      template: PLOTLY
    });
    const before = JSON.stringify(plain);

    themed(plain, PALETTE);

    expect(JSON.stringify(plain)).toBe(before);
  });

  it.each([
    [
      'a template of its own',
      { template: { layout: { paper_bgcolor: 'black' } } }
    ],
    ['a background of its own', { template: PLOTLY, plot_bgcolor: 'ivory' }]
  ])('stay where the figure has %s', (_, layout) => {
    const own = figure([{ line: { color: '#636efa' } }], layout);

    expect(isPlain(own)).toBe(false);
    expect(themed(own, PALETTE)).toBe(own);
  });

  it('keep a scale that somebody chose', () => {
    const scale = [
      [0, 'red'],
      [1, 'blue']
    ];
    const plain = figure([], {
      template: PLOTLY,
      coloraxis: { colorscale: scale },
      coloraxis2: { colorscale: Array(10).fill([0, '#0d0887']) }
    });

    const { layout } = themed(plain, PALETTE);

    expect(partAt(layout, 'coloraxis').colorscale).toBe(scale);
    expect(partAt(layout, 'coloraxis2').colorscale).toEqual([
      [0, '#000000'],
      [1, '#ffffff']
    ]);
  });

  it('know light from dark', () => {
    expect(luminance('rgb(240, 240, 240)')).toBeGreaterThan(0.9);
    expect(luminance('rgb(10, 20, 30)')).toBeLessThan(0.1);
  });
});

describe('the size of a figure', () => {
  it('is the width of the card and the height of its author', () => {
    const { layout } = fitted(figure([], { width: 2000, height: 700 }), 600);

    expect(layout.width).toBeUndefined();
    expect(layout.height).toBe(700);
  });

  it('leaves no room for a title that is not there', () => {
    const express = figure([], { margin: { t: 60 } });

    expect(partAt(fitted(express, 600).layout, 'margin').t).toBe(20);
  });

  it('keeps margins that somebody chose', () => {
    const own = figure([], { margin: { l: 1, t: 60 } });

    expect(partAt(fitted(own, 600).layout, 'margin')).toMatchObject({
      l: 1,
      t: 60
    });
  });

  it('puts the legend below the plot where the card is narrow', () => {
    expect(partAt(fitted(figure([]), 380).layout, 'legend').orientation).toBe(
      'h'
    );
    expect(fitted(figure([]), 800).layout.legend).toBeUndefined();
    expect(
      partAt(fitted(figure([], { legend: { x: 1 } }), 380).layout, 'legend')
    ).toEqual({ x: 1 });
    const scaled = figure([], { coloraxis: { colorbar: { title: 'x' } } });
    expect(
      partAt(fitted(scaled, 380).layout, 'coloraxis', 'colorbar')
    ).toMatchObject({ title: 'x', orientation: 'h' });
    expect([isRefit(800, 380), isRefit(800, 700)]).toEqual([true, false]);
  });
});

describe('a figure of somebody else', () => {
  it.each([
    [
      '<span style="fill: url(https://evil.example/)">a</span>',
      '<span >a</span>'
    ],
    ["<b style='fill: u\\72l(x)'>a</b>", '<b >a</b>'],
    ['<b style="fill: %{customdata}">a</b>', '<b >a</b>'],
    ['<b style="color: var(--a, url(x))', '<b '],
    [
      '<b style="color: rgb(1, 2, 3); font-weight: bold">a</b>',
      '<b style="color: rgb(1, 2, 3); font-weight: bold">a</b>'
    ]
  ])('has texts whose looks are their own: %s', (text, kept) => {
    const { data, layout } = harmless(
      figure([{ type: 'bar', text: [text], name: text }], { title: { text } })
    );

    expect(data[0]).toMatchObject({ text: [kept], name: kept });
    expect(layout.title).toEqual({ text: kept });
  });

  it('asks no other server for pictures and shapes', () => {
    const hostile = harmless(
      figure(
        [
          { type: 'choropleth', geojson: 'https://evil.example/x.json' },
          { type: 'image', source: 'https://evil.example/x.png' }
        ],
        {
          images: [{ source: '//evil.example/x.png', x: 0 }],
          updatemenus: [
            { buttons: [{ args: [{ images: [{ source: 'http://e/x' }] }] }] }
          ],
          map: { style: 'https://evil.example/style.json' }
        }
      )
    );

    expect(JSON.stringify(hostile)).not.toMatch(/evil|http/);
    expect(partAt(hostile.layout.images, '0').x).toBeUndefined();
  });

  it('keeps what is in itself', () => {
    const own = {
      images: [{ source: 'data:image/png;base64,AAAA' }],
      font: { style: 'italic' }
    };
    const kept = harmless(
      figure([{ type: 'sankey', link: { source: [0, 1] } }], own)
    );

    expect(kept.layout).toEqual(own);
    expect(partAt(kept.data[0], 'link').source).toEqual([0, 1]);
  });

  it('that needs tiles says so', () => {
    expect(obstacle(figure([{ type: 'scattermap' }]))).toMatch(/tiles/);
    expect(
      obstacle(
        figure([{ type: 'choroplethmap' }], { map: { style: 'white-bg' } })
      )
    ).toBeNull();
    expect(obstacle(figure([{ type: 'scattergeo' }]))).toBeNull();
  });

  it('that is no figure is an empty one', () => {
    expect(figureOf('what?')).toEqual({ data: [], layout: {}, frames: [] });
    expect(figureOf({ data: [1, null, { x: [] }] }).data).toEqual([{ x: [] }]);
  });
});

describe('the shapes of maps', () => {
  it('are those of the scope and the resolution', () => {
    expect(shapesOf(figure([{ type: 'choropleth' }]))).toEqual(['world_110m']);
    expect(
      shapesOf(
        figure([{ type: 'scattergeo', geo: 'geo2' }, { type: 'choropleth' }], {
          geo: { scope: 'north america' },
          geo2: { resolution: 50 }
        })
      )
    ).toEqual(['world_50m', 'north-america_110m']);
    expect(shapesOf(figure([{ type: 'bar' }]))).toEqual([]);
  });

  it('cannot be asked for by a name of somebody else', () => {
    const hostile = figure([{ type: 'choropleth' }], {
      geo: { scope: '../../secret' }
    });

    expect(shapesOf(hostile)).toEqual(['world_110m']);
  });
});
