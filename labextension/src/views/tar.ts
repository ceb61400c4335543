/** Bytes of a block; headers and contents begin at one. */
const BLOCK = 512;

/** What an archive says of a file or a folder. */
export interface IEntry {
  name: string;
  size: number;
  isFolder: boolean;
}

/**
 * What is in a tar archive; null for what is none.
 *
 * The format is that of POSIX.1-2001: a header before each file, and before headers of long names another one, of type
 * x, with records `length path=name\n`.
 */
export function entriesOf(bytes: Uint8Array): IEntry[] | null {
  const entries: IEntry[] = [];
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every(byte => byte === 0)) {
      return entries;
    }
    const size = parseInt(textOf(header, 124, 12), 8) || 0;
    if (textOf(header, 257, 5) !== 'ustar' || size < 0) {
      return null;
    }
    const type = textOf(header, 156, 1) || '0';
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (type === 'x') {
      longName = pathIn(new TextDecoder().decode(body)) ?? longName;
    } else {
      const name = longName ?? nameOf(header);
      const isFolder = type === '5';
      entries.push({ name: name.replace(/\/$/, ''), size, isFolder });
      longName = null;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

function nameOf(header: Uint8Array): string {
  const prefix = textOf(header, 345, 155);
  const name = textOf(header, 0, 100);
  return prefix ? `${prefix}/${name}` : name;
}

function pathIn(records: string): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1] ?? null;
}

function textOf(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
