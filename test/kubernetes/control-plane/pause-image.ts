import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./host.js";
import type { Layout } from "./layout.js";

/** The image of every pod's sandbox. */
export const PAUSE_IMAGE = "live-load-tests.local/pause:1";

/** Writes an image with only the pause program in the format of `docker save`, and returns the path of the tar file. */
export async function makePauseImage(layout: Layout, program: string): Promise<string> {
  const folder = join(layout.state, "pause-image");
  mkdirSync(join(folder, "root"), { recursive: true });
  copyFileSync(program, join(folder, "root", "pause"));
  await run("tar", ["-C", join(folder, "root"), "-cf", join(folder, "layer.tar"), "pause"]);
  const diffId = createHash("sha256")
    .update(readFileSync(join(folder, "layer.tar")))
    .digest("hex");
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const rootfs = { type: "layers", diff_ids: [`sha256:${diffId}`] };
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({ architecture, os: "linux", config: { Entrypoint: ["/pause"] }, rootfs }),
  );
  const manifest = [{ Config: "config.json", RepoTags: [PAUSE_IMAGE], Layers: ["layer.tar"] }];
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  await run("tar", ["-C", folder, "-cf", join(folder, "image.tar"), "manifest.json", "config.json", "layer.tar"]);
  return join(folder, "image.tar");
}
