import { encodedPath } from './encoded-path';

/** A stack or a dashboard: its owner, and its name. */
export interface IPath {
  user: string;
  name: string;
}

/** Whether two paths name the same. */
export function isSamePath(one: IPath, other: IPath): boolean {
  return one.user === other.user && one.name === other.name;
}

export type Kind = 'stacks' | 'dashboards';

/** A frame as an address names it: `head`, its number, its id, or a tag. */
export type FrameRef = string | number;

/** Where a stack or a dashboard is, below `v1/`. */
export function addressOf(
  { user, name }: IPath,
  kind: Kind = 'stacks'
): string {
  return `${kind}/${encodedPath(user, name)}/-`;
}

/** Where a frame of a stack is. */
export function frameAddress(stack: IPath, frame: FrameRef): string {
  return `${addressOf(stack)}/frames/${encodeURIComponent(frame)}`;
}

/** What is asked for, as the end of an address. */
export function searchOf(query: object): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== ''
  );
  const search = new URLSearchParams(
    given.map(([name, value]) => [name, String(value)])
  ).toString();
  return search && `?${search}`;
}
