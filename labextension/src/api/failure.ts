/** Why a request did not do what it should, in words for people. */
export class Failure extends Error {
  /** `status` is 0 where no answer came. */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string
  ) {
    super(message);
  }

  /** Whether it is the way to the server that is broken. */
  get isAway(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503;
  }
}

/** The failure that an answer stands for. */
export async function failureOf(answer: Response): Promise<Failure> {
  const { message, code } = await saidIn(answer);
  return new Failure(
    answer.status,
    code ?? 'unknown',
    message ?? `${answer.status} ${answer.statusText}`.trim()
  );
}

/** What was thrown, as a failure. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure(
        0,
        'away',
        error instanceof Error ? error.message : String(error)
      );
}

async function saidIn(
  answer: Response
): Promise<{ message?: string; code?: string }> {
  try {
    const said = (await answer.json()) as Record<string, unknown>;
    return {
      message: typeof said.message === 'string' ? said.message : undefined,
      code: typeof said.code === 'string' ? said.code : undefined
    };
  } catch {
    return {};
  }
}
