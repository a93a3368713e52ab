import type { OriginStorage, RestoredState, StorageState, StorageStateOperation } from "../../scenario/page-port.js";
import type { UserCookies } from "./http/cookies.js";

/** What a user has stored. Without scripts only cookies change; the storage of origins stays as it was given. */
export class UserStorage {
  readonly #cookies: UserCookies;
  #origins: readonly OriginStorage[] = [];

  constructor(cookies: UserCookies) {
    this.#cookies = cookies;
  }

  read({ cookiesOnly = false }: Pick<StorageStateOperation, "cookiesOnly"> = {}): StorageState {
    return { cookies: this.#cookies.read(), origins: cookiesOnly ? [] : this.#origins };
  }

  replace({ cookies, origins = this.#origins }: RestoredState): void {
    this.#cookies.replace(cookies);
    this.#origins = origins;
  }
}
