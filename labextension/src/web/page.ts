/** What the server says in the page itself. */
export interface IPage {
  baseUrl: string;
  /** Whether people sign in to this server; else it is part of somebody's own Jupyter. */
  hasUsers: boolean;
  /** The address of the module that draws contents. */
  cardModule: string;
  /** What the first view will ask of v1, by its address there. */
  answers: Record<string, unknown>;
}

export function pageOf(document: Document): IPage {
  const text = document.getElementById('dstack-web-page')?.textContent ?? '';
  return JSON.parse(text) as IPage;
}
