/** What a request may say beside its address. */
export interface IRequest {
  method?: string;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Sends requests to the server of the page, with the rights of the one who looks at it. */
export interface ITransport {
  /** The address of something below `v1/`, as a browser can open it. */
  url(address: string): string;
  /** Throws only where no answer comes. */
  send(address: string, request?: IRequest): Promise<Response>;
}
