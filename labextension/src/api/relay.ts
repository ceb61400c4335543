import { failureOf } from './failure';
import type { ITransport } from './transport';

/** A store that the owner of a Jupyter server can look at. */
export interface IProfile {
  /** Its name in `config.yaml`; empty for the store of this computer. */
  name: string;
  user: string | null;
  /** The address of its server; null for the store of this computer. */
  server: string | null;
  /** Whether Python uses it when none is named. */
  is_default: boolean;
}

/** The profiles whose servers a Jupyter server asks for its owner; their tokens stay there. */
export class Relay {
  constructor(private readonly transport: ITransport) {}

  async profiles(signal?: AbortSignal): Promise<readonly IProfile[]> {
    const answer = await this.transport.send('', { signal });
    if (!answer.ok) {
      throw await failureOf(answer);
    }
    return ((await answer.json()) as { profiles: IProfile[] }).profiles;
  }
}
