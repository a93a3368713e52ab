import { checkBackendOptions } from "../../cluster/backends.js";
import { controllerAddress } from "../../cluster/boot/controller-address.js";
import { checkPoolOptions } from "../../cluster/boot/pool-options.js";
import { type ResolvedOptions, spelling } from "../../config/resolved-options.js";
import { checkReporterNames } from "../../reporters/reporters.js";
import { checkThresholds } from "./check-thresholds.js";

/** Checks what the option table cannot. Throws `INVALID_OPTION`. */
export function checkValues({ values, origins }: ResolvedOptions): void {
  const { reporters, thresholds, backend, backendOptions, poolOptions, listen, advertise } = values;
  checkReporterNames(reporters);
  checkThresholds({ thresholds });
  checkBackendOptions(backend, backendOptions);
  checkPoolOptions(poolOptions);
  // Finds malformed addresses before the backend is asked for its own.
  const labels = { listen: spelling("listen", origins.listen), advertise: spelling("advertise", origins.advertise) };
  controllerAddress({ listen, advertise, labels }, () => undefined);
}
