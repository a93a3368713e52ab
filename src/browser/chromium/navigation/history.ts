import type { LoadOptions, PageHistory } from "../../../scenario/ports/history.js";
import type { PageOperations } from "../../page-operations.js";
import type { PageNavigation } from "./page-navigation.js";

/** The session history of one user's page. */
export class ChromiumHistory implements PageHistory {
  readonly #operations: PageOperations;
  readonly #navigation: PageNavigation;

  constructor(operations: PageOperations, navigation: PageNavigation) {
    this.#operations = operations;
    this.#navigation = navigation;
  }

  goBack(options: LoadOptions): Promise<boolean> {
    return this.#travel(-1, options);
  }

  goForward(options: LoadOptions): Promise<boolean> {
    return this.#travel(1, options);
  }

  #travel(entries: -1 | 1, options: LoadOptions): Promise<boolean> {
    const subject = `the ${entries < 0 ? "previous" : "next"} page of the history to load`;
    return this.#operations.run({ subject, navigates: true }, options, (bounds) =>
      this.#navigation.travel(entries, bounds, options),
    );
  }
}
