/** Builds the browser's modules into the Python package: `node scripts/build.mjs [--watch]`. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle, stylesheet, wrapped } from './bundle.mjs';
import { licences } from './licences.mjs';
import { maps } from './maps.mjs';
import { ROOT, STATIC } from './paths.mjs';

const MODULES = {
  'card.js': 'src/card/index.ts',
  'page.js': 'src/page/index.ts',
  'vega.js': 'src/vega/index.ts',
  'web.js': 'src/web/index.tsx'
};

const PLOTLY = {
  'plotly-basic.js': 'plotly.js/dist/plotly-basic.min.js',
  'plotly-cartesian.js': 'plotly.js/dist/plotly-cartesian.min.js',
  'plotly-geo.js': 'plotly.js/dist/plotly-geo.min.js',
  'plotly-full.js': 'plotly.js/dist/plotly-strict.min.js'
};

async function build() {
  const assets = new Map(maps());
  const packages = new Set(['plotly.js']);
  for (const [name, source] of Object.entries(MODULES)) {
    const { text, used } = await bundle(source);
    assets.set(name, text);
    used.forEach(each => packages.add(each));
  }
  for (const [name, source] of Object.entries(PLOTLY)) {
    assets.set(name, wrapped(source));
  }
  for (const name of ['page.css', 'web.css']) {
    assets.set(name, await stylesheet(join(ROOT, 'style', name)));
  }
  write(assets, licences(packages));
}

/** Write the assets gzip-ed, the licences, and last the manifest, which says that all is there. */
function write(assets, licenceText) {
  mkdirSync(STATIC, { recursive: true });
  readdirSync(STATIC).forEach(name => rmSync(join(STATIC, name)));
  const names = [...assets.keys()].sort();
  const files = {};
  for (const name of names) {
    const content = Buffer.from(assets.get(name));
    const gzip = `${name}.gz`;
    writeFileSync(join(STATIC, gzip), packed(content));
    files[name] = { gzip, length: content.length };
  }
  writeFileSync(join(STATIC, 'LICENSES.txt'), licenceText);
  const manifest = { version: versionOf(names, assets), files };
  writeFileSync(
    join(STATIC, 'manifest.json'),
    `${JSON.stringify(manifest, null, 2)}\n`
  );
}

/** Gzip without a word about the machine that made it. */
function packed(content) {
  const gzip = gzipSync(content, { level: 9 });
  gzip[9] = 0xff;
  return gzip;
}

function versionOf(names, assets) {
  const hash = createHash('sha256');
  for (const name of names) {
    hash
      .update(`${name}\0${assets.get(name).length}\0`)
      .update(assets.get(name));
  }
  return hash.digest('hex').slice(0, 16);
}

await build();

if (process.argv.includes('--watch')) {
  let timer;
  for (const folder of ['src', 'style']) {
    watch(join(ROOT, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => build().catch(console.error), 100);
    });
  }
}
