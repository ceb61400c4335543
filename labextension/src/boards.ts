import { Board } from './board';

/** Boards by their id: a page that knows all its cards makes its boards itself, before any card is drawn. */
const scope = globalThis as { dstackBoards?: Map<string, Board> };

export const boards = (scope.dstackBoards ??= new Map<string, Board>());
