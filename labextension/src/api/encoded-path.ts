/** Parts of an address; in each, names may have slashes, which stay. */
export function encodedPath(...parts: readonly string[]): string {
  return parts.join('/').split('/').map(encodeURIComponent).join('/');
}
