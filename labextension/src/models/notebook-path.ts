/**
 * Where a notebook may be below the folder of a Jupyter server, the likeliest first; `path` is what its kernel knew.
 *
 * `root` is the folder as a page is told it: a `~` at its beginning stands for a home that the page does not know.
 */
export function placesOf(path: string, root: string): string[] {
  const plain = path.replace(/\\/g, '/');
  const folder = root.replace(/\\/g, '/').replace(/\/+$/, '');
  if (!/^(\/|[A-Za-z]:\/)/.test(plain)) {
    return [plain];
  }
  if (!folder.startsWith('~')) {
    return plain.startsWith(`${folder}/`)
      ? [plain.slice(folder.length + 1)]
      : [];
  }
  const below = `${folder.slice(1)}/`;
  const places: string[] = [];
  for (
    let at = plain.indexOf(below, 1);
    at > 0;
    at = plain.indexOf(below, at + 1)
  ) {
    places.push(plain.slice(at + below.length));
  }
  return places;
}
