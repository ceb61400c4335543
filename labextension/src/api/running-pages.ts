import { failureOf } from './failure';
import type { IRequest, ITransport } from './transport';

/** A page of a dashboard behind which a kernel runs. */
export interface IRunningPage {
  /** The id of the kernel. */
  kernel: string;
  user: string;
  name: string;
  /** The title of the dashboard when the page was opened. */
  title: string;
}

/** The pages of a Jupyter server that run kernels; there are none where the server has no Voila. */
export class RunningPages {
  constructor(private readonly transport: ITransport) {}

  async list(): Promise<readonly IRunningPage[]> {
    const answer = await this.send('');
    return answer.ok
      ? ((await answer.json()) as { pages: IRunningPage[] }).pages
      : [];
  }

  /** Shut a kernel down; one that is gone already is. */
  async shutDown(kernel: string): Promise<void> {
    await this.send(encodeURIComponent(kernel), { method: 'DELETE' });
  }

  private async send(address: string, request?: IRequest): Promise<Response> {
    const answer = await this.transport.send(address, request);
    if (!answer.ok && answer.status !== 404) {
      throw await failureOf(answer);
    }
    return answer;
  }
}
