import { failureOf, Failure } from './failure';
import type { ITranslation } from '../words';
import type { ITransport } from './transport';

/** How many bytes have gone, and of how many. */
export interface IHowFar {
  done: number;
  total: number | null;
}

interface IRefusal {
  message: string;
  code: string;
}

/** Have a Jupyter server do what takes long; it tells how far it is, and what came of it. The signal stops it. */
export async function worked<Result extends object>(
  transport: ITransport,
  trans: ITranslation,
  wish: object,
  onProgress: (far: IHowFar) => void,
  signal: AbortSignal
): Promise<Result> {
  const answer = await transport.send('', {
    method: 'POST',
    body: JSON.stringify(wish),
    headers: { 'Content-Type': 'application/json' },
    signal
  });
  if (!answer.ok) {
    throw await failureOf(answer);
  }
  for await (const line of linesOf(answer)) {
    const told = JSON.parse(line) as IHowFar | IRefusal | Result;
    if ('message' in told) {
      throw new Failure(answer.status, told.code, told.message);
    }
    if (!('done' in told)) {
      return told;
    }
    onProgress(told);
  }
  throw new Failure(
    0,
    'away',
    trans.__('The Jupyter server has ended the work.')
  );
}

async function* linesOf(answer: Response): AsyncGenerator<string> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const part = await reader?.read();
    rest += decoder.decode(part?.value, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (part === undefined || part.done) {
      return;
    }
  }
}
