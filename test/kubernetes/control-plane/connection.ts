import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { ctrTarget } from "./containerd.js";
import type { ControlPlane, ControlPlaneAddress, ImageSource } from "./control-plane.js";
import { run } from "./host.js";
import { type ApiAccess, tokenOf, writeKubeconfig } from "./kubeconfig.js";
import { tokenFor } from "./tokens.js";

/** A control plane's operations for tests, given its address. */
export function connectControlPlane(address: ControlPlaneAddress): ControlPlane {
  const access = administratorOf(address);
  return {
    ...address,
    async kubeconfigFor(account, { lifetimeSeconds = 3600 } = {}) {
      const certificates = join(address.folder, "certificates");
      const token = await tokenFor({ access, certificates }, account, lifetimeSeconds);
      const folder = mkdtempSync(join(address.folder, "account-"));
      return writeKubeconfig(join(folder, "kubeconfig"), { ...access, token }, account.namespace);
    },
    importImage: (image) => importImage(join(address.folder, "run", "containerd.sock"), image),
  };
}

/** The target for `callApi`, with the administrator's token. */
export function administratorOf({ apiServerUrl: url, caPem, kubeconfigPath }: ControlPlaneAddress): ApiAccess {
  return { url, caPem, token: tokenOf(kubeconfigPath) };
}

async function importImage(socket: string, image: ImageSource): Promise<void> {
  const importArgs = [...ctrTarget(socket), "images", "import"];
  if ("tarPath" in image) await run("ctr", [...importArgs, image.tarPath]);
  else await importFromDocker(image, importArgs);
}

/** Streams it, since images with a browser are large. */
async function importFromDocker(
  image: { readonly tag: string; readonly dockerHost?: string },
  args: readonly string[],
): Promise<void> {
  const { tag, dockerHost } = image;
  const env = dockerHost === undefined ? process.env : { ...process.env, DOCKER_HOST: dockerHost };
  const save = spawn("docker", ["save", tag], { env, stdio: ["ignore", "pipe", "pipe"] });
  const load = spawn("ctr", [...args, "-"], { stdio: ["pipe", "ignore", "pipe"] });
  save.stdout.pipe(load.stdin);
  // The other program's failure says more than a broken pipe.
  load.stdin.on("error", () => undefined);
  const results = await Promise.allSettled([ended(save, `docker save ${tag}`), ended(load, `import of ${tag}`)]);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

type Ending = Pick<ReturnType<typeof spawn>, "once" | "stderr">;

function ended(child: Ending, what: string): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`${what} cannot be run: ${error.message}`, { cause: error })));
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`${what} failed: ${said.trim()}`))));
  });
}
