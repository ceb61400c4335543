import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { PACKAGES } from './paths.mjs';

const FILE = join(PACKAGES, 'plotly.js/dist/plotly-geo-assets.js');

/** The coast lines and borders of plotly's maps, each a module: `map-world_110m.js`. */
export function maps() {
  const window = {};
  const module = { exports: {} };
  vm.runInNewContext(readFileSync(FILE, 'utf-8'), {
    window,
    module,
    self: window
  });
  return Object.entries(module.exports.topojson).map(([name, shapes]) => {
    const json = JSON.stringify(JSON.stringify(shapes));
    return [`map-${name}.js`, `export default JSON.parse(${json});\n`];
  });
}
