import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { Failure } from '../api/failure';
import { IRequest, ITransport } from '../api/transport';
import type { ITranslation } from '../words';

/** Where the server gives the profiles of its owner, and their servers behind them. */
export const RELAY = 'dstack/relay';

/** Where the server pushes the files of its owner. */
export const PUSH = 'dstack/push';

/** Where the server brings stacks and dashboards of its owner to other servers. */
export const COPY = 'dstack/copy';

/** Where the server lists the pages that run kernels. */
export const KERNELS = 'dstack/kernels';

/** The interface of the server's own store, or of the server of a profile. */
export function interfaceOf(profile: string): string {
  return profile
    ? `${RELAY}/${encodeURIComponent(profile)}/api/v1`
    : 'dstack/api/v1';
}

/** Requests to the Jupyter server that this JupyterLab is of, below an address of it. */
export class LabTransport implements ITransport {
  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly base: string,
    private readonly trans: ITranslation
  ) {}

  url(address: string): string {
    return URLExt.join(this.settings.baseUrl, this.base, address);
  }

  async send(address: string, request: IRequest = {}): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(
        this.url(address),
        // With the usual 'no-store' a number would be added to the address.
        { ...request, cache: 'no-cache' },
        this.settings
      );
    } catch (error) {
      if (request.signal?.aborted) {
        throw error;
      }
      throw this.away();
    }
  }

  private away(): Failure {
    return new Failure(
      0,
      'away',
      this.trans.__('The Jupyter server does not answer. Is it running?')
    );
  }
}
