import { IFigure, IPart, isPart, partAt, partsOf } from './figure';
import { IPalette, PLOTLY_COLORWAY } from './palette';

const CLEAR = 'rgba(0,0,0,0)';
const PLOTLY_PLOT = '#e5ecf6';
const PLOTLY_SEQUENTIAL = '#0d0887';

/**
 * Whether nobody chose how a figure looks: it has plotly's own template, or none, and no background of its own.
 */
export function isPlain(figure: IFigure): boolean {
  const { layout } = figure;
  const template = partAt(layout, 'template', 'layout');
  const isDefault =
    lower(template.plot_bgcolor) === PLOTLY_PLOT &&
    lower(template.paper_bgcolor) === 'white';
  const hasNone = layout.template === undefined || layout.template === null;
  const ownGround =
    layout.paper_bgcolor !== undefined || layout.plot_bgcolor !== undefined;
  return (isDefault || hasNone) && !ownGround;
}

/** A figure in the colours of the page, if nobody chose others. The figure that is given stays as it is. */
export function themed(figure: IFigure, palette: IPalette): IFigure {
  if (!isPlain(figure)) {
    return figure;
  }
  const colours = new Map(
    PLOTLY_COLORWAY.map((colour, at) => [
      colour,
      palette.colorway[at] ?? colour
    ])
  );
  const paint = (trace: IPart): IPart => repainted(trace, colours, palette);
  const layout = recoloured(figure.layout, palette);
  return {
    data: figure.data.map(paint),
    layout: { ...layout, template: templateOf(palette) },
    frames: figure.frames.map(frame => ({
      ...frame,
      data: partsOf(frame.data).map(paint)
    }))
  };
}

/** A trace whose colours are plotly's first ten in the page's own instead. */
function repainted(
  trace: IPart,
  colours: ReadonlyMap<string, string>,
  palette: IPalette
): IPart {
  const painted: IPart = {};
  for (const [name, value] of Object.entries(trace)) {
    if (typeof value === 'string') {
      painted[name] = colours.get(value.toLowerCase()) ?? value;
    } else if (name === 'colorscale') {
      painted[name] = rescaled(value, palette);
    } else if (isPart(value)) {
      painted[name] = repainted(value, colours, palette);
    } else if (Array.isArray(value) && /^colors?$/.test(name)) {
      painted[name] = value.map((each: unknown) =>
        typeof each === 'string'
          ? (colours.get(each.toLowerCase()) ?? each)
          : each
      );
    } else {
      painted[name] = value;
    }
  }
  return painted;
}

function recoloured(layout: IPart, palette: IPalette): IPart {
  const axes = Object.entries(layout)
    .filter(([name]) => /^coloraxis\d*$/.test(name))
    .map(([name, axis]): [string, unknown] => {
      const { colorscale } = partAt(axis);
      return [
        name,
        { ...partAt(axis), colorscale: rescaled(colorscale, palette) }
      ];
    });
  return { ...layout, ...Object.fromEntries(axes) };
}

/** The page's own scale instead of the one that plotly takes when nobody chose any. */
function rescaled(scale: unknown, palette: IPalette): unknown {
  const stops: unknown[] = Array.isArray(scale) ? scale : [];
  const first: unknown = Array.isArray(stops[0]) ? stops[0][1] : stops[0];
  const isDefault = stops.length === 10 && lower(first) === PLOTLY_SEQUENTIAL;
  return isDefault || scale === undefined ? scaleOf(palette.sequential) : scale;
}

function scaleOf(colours: readonly string[]): [number, string][] {
  return colours.map((colour, at) => [at / (colours.length - 1), colour]);
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function templateOf(palette: IPalette): IPart {
  const { text, muted, grid, line, surface } = palette;
  const axis = {
    automargin: true,
    gridcolor: grid,
    linecolor: line,
    tickcolor: line,
    tickfont: { color: muted },
    title: { font: { color: muted, size: 13 }, standoff: 12 },
    zerolinecolor: line,
    zerolinewidth: 1
  };
  const plane = { ...axis, backgroundcolor: CLEAR, showbackground: false };
  return {
    data: tracesOf(palette),
    layout: {
      annotationdefaults: {
        arrowcolor: muted,
        arrowhead: 0,
        arrowwidth: 1,
        font: { color: text }
      },
      autotypenumbers: 'strict',
      coloraxis: { colorbar: colorbarOf(palette) },
      colorscale: {
        diverging: scaleOf(palette.diverging),
        sequential: scaleOf(palette.sequential),
        sequentialminus: scaleOf([...palette.sequential].reverse())
      },
      colorway: [...palette.colorway],
      font: { color: text, family: palette.font, size: 12.5 },
      geo: {
        bgcolor: CLEAR,
        coastlinecolor: line,
        countrycolor: line,
        framecolor: line,
        lakecolor: CLEAR,
        landcolor: grid,
        showframe: false,
        showlakes: true,
        showland: true,
        subunitcolor: line
      },
      hoverlabel: {
        align: 'left',
        bgcolor: surface,
        bordercolor: line,
        font: { color: text, family: palette.font, size: 12.5 }
      },
      hovermode: 'closest',
      legend: { bgcolor: CLEAR, title: { font: { color: muted, size: 12.5 } } },
      modebar: { activecolor: text, bgcolor: CLEAR, color: muted },
      paper_bgcolor: CLEAR,
      plot_bgcolor: CLEAR,
      polar: { angularaxis: axis, bgcolor: CLEAR, radialaxis: axis },
      scene: { xaxis: plane, yaxis: plane, zaxis: plane },
      shapedefaults: { line: { color: muted } },
      sliderdefaults: {
        activebgcolor: grid,
        bgcolor: surface,
        bordercolor: line,
        currentvalue: { font: { color: text } },
        font: { color: muted },
        tickcolor: muted
      },
      ternary: { aaxis: axis, baxis: axis, bgcolor: CLEAR, caxis: axis },
      title: {
        font: { color: text, size: 15 },
        x: 0,
        xanchor: 'left',
        xref: 'paper'
      },
      updatemenudefaults: {
        bgcolor: surface,
        bordercolor: line,
        font: { color: text }
      },
      xaxis: axis,
      yaxis: axis
    }
  };
}

function colorbarOf(palette: IPalette): IPart {
  return {
    outlinewidth: 0,
    thickness: 12,
    tickcolor: palette.line,
    tickfont: { color: palette.muted },
    title: { font: { color: palette.muted, size: 12.5 } }
  };
}

/** What traces of a kind have in common: scales, bars without borders, tables like the page's own. */
function tracesOf(palette: IPalette): IPart {
  const { text, muted, grid, line, surface } = palette;
  const colorbar = colorbarOf(palette);
  const scaled = [{ colorbar, colorscale: scaleOf(palette.sequential) }];
  const marked = [{ marker: { colorbar, line: { color: surface } } }];
  const bars = [
    {
      error_x: { color: muted },
      error_y: { color: muted },
      marker: { line: { color: surface, width: 0 } }
    }
  ];
  return {
    bar: bars,
    choropleth: [
      { colorbar, marker: { line: { color: surface, width: 0.5 } } }
    ],
    contour: scaled,
    heatmap: scaled,
    histogram: bars,
    histogram2d: scaled,
    histogram2dcontour: scaled,
    parcoords: [{ line: { colorbar } }],
    pie: [{ automargin: true, marker: { line: { color: surface, width: 1 } } }],
    scatter: marked,
    scatter3d: marked,
    scattergeo: marked,
    scattergl: marked,
    surface: scaled,
    table: [
      {
        cells: {
          fill: { color: CLEAR },
          font: { color: text },
          line: { color: line }
        },
        header: {
          fill: { color: grid },
          font: { color: text },
          line: { color: line }
        }
      }
    ]
  };
}
