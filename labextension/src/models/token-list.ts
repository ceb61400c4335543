import type { NewToken, Token, TokenWish } from '../api/api';
import { IPage, IPageQuery, PagedList } from './paged-list';

/** The tokens of the one who looks, latest first. */
export class TokenList extends PagedList<Token> {
  /** Make a token; its secret is in the answer and nowhere else. */
  async make(wish: Partial<TokenWish> & { name: string }): Promise<NewToken> {
    const made = await this.api.newToken(this.user, wish);
    await this.load();
    return made;
  }

  /** Make a token worthless, at once. */
  async revoke(token: Token): Promise<void> {
    await this.api.revokeToken(token.id);
    await this.load();
  }

  protected override async page(
    { limit, after }: IPageQuery,
    signal: AbortSignal
  ): Promise<IPage<Token>> {
    const query = { limit, after };
    const page = await this.api.tokens(this.user, query, signal);
    return { items: page.tokens, next: page.next };
  }

  private get user(): string {
    return this.me?.user ?? '';
  }
}
