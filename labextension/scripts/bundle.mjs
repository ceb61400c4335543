import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { PACKAGES, ROOT } from './paths.mjs';

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  legalComments: 'none',
  logLevel: 'warning',
  minify: true,
  target: ['chrome123', 'firefox120', 'safari17.5'],
  write: false
};

/** What of large packages we do without: parts of them stand in for the whole. */
const SMALLER = {
  '@lumino/widgets': 'lumino.mjs',
  jquery: 'jquery.mjs',
  'lodash/isEqual': 'is-equal.mjs',
  'sanitize-html': 'sanitize.mjs',
  underscore: 'underscore.mjs'
};

/** One ES module out of a source file, and the packages that are in it. */
export async function bundle(source) {
  const result = await esbuild.build({
    ...OPTIONS,
    entryPoints: [source],
    format: 'esm',
    metafile: true,
    outfile: 'out.js',
    plugins: [smaller, styles, amd]
  });
  const used = Object.keys(result.metafile.inputs).map(packageOf);
  return {
    text: result.outputFiles[0].text,
    used: new Set(used.filter(Boolean))
  };
}

const GLOBAL = 'window.Plotly = Plotly;';

/** A file of plotly.js, as an ES module that leaves the page's own `window.Plotly` alone. */
export function wrapped(source) {
  const text = readFileSync(join(PACKAGES, source), 'utf-8').replace(
    GLOBAL,
    ''
  );
  if (text.includes('window.Plotly=') || text.includes(GLOBAL)) {
    throw new Error(`${source} puts itself into the page in a new way`);
  }
  return [
    'const module = { exports: {} };',
    `((module, exports) => {${text}`,
    '})(module, module.exports);',
    'export default module.exports;\n'
  ].join('\n');
}

/** One style sheet out of all that it imports. */
export async function stylesheet(path) {
  const result = await esbuild.build({
    ...OPTIONS,
    entryPoints: [path],
    outfile: 'out.css'
  });
  return result.outputFiles[0].text;
}

const smaller = {
  name: 'smaller',
  setup(build) {
    const names = Object.keys(SMALLER).join('|');
    build.onResolve({ filter: new RegExp(`^(${names})$`) }, ({ path }) => ({
      path: join(ROOT, 'scripts/smaller', SMALLER[path])
    }));
  }
};

/** A style sheet that a module imports is its text. */
const styles = {
  name: 'styles',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: await stylesheet(path),
      loader: 'text'
    }));
  }
};

/** The npm file of anywidget calls AMD's `define`; it becomes a module that exports what it defines. */
const amd = {
  name: 'amd',
  setup(build) {
    build.onLoad({ filter: /anywidget\/dist\/index\.js$/ }, ({ path }) => ({
      contents: [
        'let factory; const define = (_, made) => { factory = made; };',
        readFileSync(path, 'utf-8'),
        'export default factory;'
      ].join('\n'),
      loader: 'js'
    }));
  }
};

function packageOf(path) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(
    path
  );
  return found?.[1];
}
