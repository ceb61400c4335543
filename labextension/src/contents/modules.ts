import { __ } from '../words';
import { CommSource } from './comm';
import { unpacked } from './gzip';
import { ContentError } from './model';

const scope = globalThis as { dstackModules?: Record<string, string> };

const started = new Map<string, Promise<unknown>>();

/** The other modules of this package: beside this module, inside the page, or from the kernel. */
export class Modules {
  constructor(private readonly comm: CommSource) {}

  /** The default export of a module. */
  async load<Module>(name: string): Promise<Module> {
    return this.once(name, async () => {
      const url = await this.url(name);
      const loaded = (await import(url)) as { default: Module };
      return loaded.default;
    });
  }

  private async once<Found>(
    name: string,
    find: () => Promise<Found>
  ): Promise<Found> {
    const found = started.get(name) ?? find();
    started.set(name, found);
    try {
      return (await found) as Found;
    } catch (error) {
      started.delete(name);
      throw error instanceof ContentError ? error : failed();
    }
  }

  private async url(name: string): Promise<string> {
    const embedded = scope.dstackModules?.[name];
    if (embedded !== undefined) {
      return embedded;
    }
    if (import.meta.url.startsWith('http')) {
      return new URL(name, import.meta.url).href;
    }
    const bytes = await this.comm.module(name);
    if (!bytes) {
      throw failed();
    }
    const source = [await unpacked(bytes)];
    return URL.createObjectURL(new Blob(source, { type: 'text/javascript' }));
  }
}

function failed(): ContentError {
  return new ContentError(
    __(
      'A part of this page did not load. Check the connection, then try again.'
    )
  );
}
