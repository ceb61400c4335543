import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
export const PACKAGES = join(ROOT, 'node_modules');
export const STATIC = join(ROOT, '../dstack_jupyter/static');
