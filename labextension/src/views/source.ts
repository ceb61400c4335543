import { IContent } from '../contents/model';
import { IStage } from './view';

/**
 * An address of a content: the server's own where it has it, so that it is streamed, else one of bytes in memory, of
 * the type that is said, which `URL.revokeObjectURL` ends.
 */
export async function sourceOf(
  content: IContent,
  stage: IStage,
  type: string
): Promise<string> {
  const { contents, http, signal } = stage;
  if (await http.has(content).catch(() => false)) {
    return http.address(content) ?? '';
  }
  const bytes = await contents.bytes(content, signal);
  return URL.createObjectURL(new Blob([bytes], { type }));
}
