import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGES } from './paths.mjs';

/** Packages whose own files hold their dependencies already. */
const WHOLE = new Set(['anywidget', 'plotly.js']);

/** The licence texts of the packages, and of what is inside those that come as one file. */
export function licences(packages) {
  const names = new Set();
  for (const name of packages) {
    collect(name, names, WHOLE.has(name));
  }
  const texts = [...names].sort().map(sectionOf);
  return `Software by others in these files, and its licences.\n\n${texts.join('\n')}`;
}

function collect(name, names, isDeep) {
  if (names.has(name) || !existsSync(join(PACKAGES, name))) {
    return;
  }
  names.add(name);
  if (isDeep) {
    const { dependencies = {} } = packageJson(name);
    Object.keys(dependencies).forEach(each => collect(each, names, true));
  }
}

function sectionOf(name) {
  const { version, license } = packageJson(name);
  const folder = join(PACKAGES, name);
  const file = readdirSync(folder).find(each =>
    /^(licen[cs]e|copying)/i.test(each)
  );
  const text = file ? readFileSync(join(folder, file), 'utf-8').trim() : '';
  return `${'-'.repeat(80)}\n${name} ${version}: ${license ?? 'see below'}\n\n${text}\n`;
}

function packageJson(name) {
  return JSON.parse(
    readFileSync(join(PACKAGES, name, 'package.json'), 'utf-8')
  );
}
