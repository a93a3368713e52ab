import type { OperationOptions } from "../../../scenario/page-port.js";
import type { PageNetwork, Route } from "../../../scenario/ports/network.js";
import type { PageOperations } from "../../page-operations.js";
import type { UserNetwork } from "./user-network.js";

interface NetworkParts {
  readonly operations: PageOperations;
  readonly userNetwork: UserNetwork;
}

/** Changes the network of one user while it runs. */
export class ChromiumNetwork implements PageNetwork {
  readonly #parts: NetworkParts;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  route(route: Route, options: OperationOptions): Promise<void> {
    const { operations, userNetwork } = this.#parts;
    return operations.run({ subject: "the route to be set" }, options, () => userNetwork.addRoute(route));
  }

  unroute(isMeant: (route: Route) => boolean, options: OperationOptions): Promise<void> {
    const { operations, userNetwork } = this.#parts;
    return operations.run({ subject: "the routes to be removed" }, options, () => userNetwork.removeRoutes(isMeant));
  }

  setOffline(offline: boolean, options: OperationOptions): Promise<void> {
    const { operations, userNetwork } = this.#parts;
    return operations.run({ subject: "the network to change" }, options, () => userNetwork.setOffline(offline));
  }
}
