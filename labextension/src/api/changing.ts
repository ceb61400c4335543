import { addressOf, frameAddress, IPath } from './addresses';
import type { Api, FrameRef, Stack } from './api';
import type { components } from './v1';

type Schemas = components['schemas'];
export type StackChanges = Partial<Schemas['StackChanges']>;
export type Lineage = Schemas['Lineage'];
export type LineageFrame = Schemas['LineageFrame'];

/** A stack, and what stands for just this state of it. */
export interface ITagged {
  stack: Stack;
  etag: string;
}

export async function taggedStack(api: Api, path: IPath): Promise<ITagged> {
  return taggedOf(await api.ask(addressOf(path), {}));
}

/** Change what a stack says of itself, unless it is not any more what `etag` stands for. */
export async function changeStack(
  api: Api,
  path: IPath,
  changes: StackChanges,
  etag: string
): Promise<ITagged> {
  const request = {
    method: 'PATCH',
    body: JSON.stringify(changes),
    headers: { 'Content-Type': 'application/json', 'If-Match': etag }
  };
  return taggedOf(await api.ask(addressOf(path), request));
}

/** Delete a stack, or one frame of it. */
export async function deleteStack(
  api: Api,
  path: IPath,
  frame?: FrameRef
): Promise<void> {
  const address =
    frame === undefined ? addressOf(path) : frameAddress(path, frame);
  await api.ask(address, { method: 'DELETE' });
}

/** Bring back a stack that was deleted, or one frame of it. */
export async function restoreStack(
  api: Api,
  path: IPath,
  frame?: FrameRef
): Promise<void> {
  const address =
    frame === undefined ? addressOf(path) : frameAddress(path, frame);
  await api.tell('POST', `${address}/restore`, {});
}

/** What a frame was made from, and what was made from it, a step away. */
export function lineageOf(
  api: Api,
  path: IPath,
  frame: FrameRef,
  signal?: AbortSignal
): Promise<Lineage> {
  return api.get(`${frameAddress(path, frame)}/lineage?depth=1`, { signal });
}

/** Where a browser downloads an attachment; of a table in a format, else as it is stored. */
export function downloadUrl(
  api: Api,
  path: IPath,
  frame: FrameRef,
  index: number,
  format?: 'csv' | 'parquet'
): string {
  const place = `${frameAddress(path, frame)}/attachments/${index}/content`;
  return `${api.root}${place}${format ? `?format=${format}` : ''}`;
}

async function taggedOf(answer: Response): Promise<ITagged> {
  const stack = (await answer.json()) as Stack;
  return { stack, etag: answer.headers.get('ETag') ?? '*' };
}
