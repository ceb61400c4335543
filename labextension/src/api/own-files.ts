import { failureOf, Failure } from './failure';
import type { ITransport } from './transport';

/** What is known of a file of the Jupyter server before it is pushed. */
export interface IFileToPush {
  /** The name that its own name suggests. */
  stack: string;
  is_folder: boolean;
  /** How many bytes a file has. */
  length: number;
}

/** What is pushed, and how; params are as a person writes them. */
export interface IPushWish {
  paths: readonly string[];
  stack: string;
  message?: string;
  params?: Record<string, string>;
  access?: 'private' | 'internal' | 'public';
  /** The profile whose store it goes to; without one it is the store of the server itself. */
  profile?: string;
}

export interface IPushedFile {
  user: string;
  name: string;
  frame: number;
  /** Whether a frame was made; not where the head is the same. */
  is_new: boolean;
}

/** How many bytes have gone, and of how many. */
export interface IHowFar {
  done: number;
  total: number | null;
}

/** Files of a Jupyter server, which it pushes for its owner. */
export class OwnFiles {
  constructor(private readonly transport: ITransport) {}

  async look(path: string): Promise<IFileToPush> {
    const search = new URLSearchParams({ path }).toString();
    const answer = await this.transport.send(`?${search}`);
    return (await checked(answer).then(good => good.json())) as IFileToPush;
  }

  /** Push, and tell how far it is; what the signal ends is not pushed. */
  async push(
    wish: IPushWish,
    onProgress: (far: IHowFar) => void,
    signal: AbortSignal
  ): Promise<IPushedFile> {
    const answer = await this.transport.send('', {
      method: 'POST',
      body: JSON.stringify(wish),
      headers: { 'Content-Type': 'application/json' },
      signal
    });
    for await (const line of linesOf(await checked(answer))) {
      if ('message' in line) {
        throw new Failure(answer.status, line.code, line.message);
      }
      if ('user' in line) {
        return line;
      }
      onProgress(line);
    }
    throw new Failure(0, 'away', 'The Jupyter server has ended the push.');
  }
}

type Line = IHowFar | IPushedFile | { message: string; code: string };

async function checked(answer: Response): Promise<Response> {
  if (!answer.ok) {
    throw await failureOf(answer);
  }
  return answer;
}

async function* linesOf(answer: Response): AsyncGenerator<Line> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const part = await reader?.read();
    rest += decoder.decode(part?.value, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield JSON.parse(line) as Line;
    }
    if (part === undefined || part.done) {
      return;
    }
  }
}
