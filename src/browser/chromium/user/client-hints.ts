import type { Protocol } from "devtools-protocol";

/** Systems by how user agents name them; the first that fits applies. The group is the version. */
const SYSTEMS: readonly (readonly [pattern: RegExp, platform: string, architecture?: string])[] = [
  [/Android (\d+(?:\.\d+)?(?:\.\d+)?)/, "Android", "arm"],
  [/iPhone OS (\d+(?:_\d+)?)/, "iOS", "arm"],
  [/iPad; CPU OS (\d+(?:_\d+)?)/, "iOS", "arm"],
  [/Mac OS X (\d+(?:_\d+)?(?:_\d+)?)/, "macOS"],
  [/Windows\D+(\d+(?:\.\d+)?(?:\.\d+)?)/, "Windows"],
  [/linux()/i, "Linux"],
];

/** The client hints that go with a user agent, as Playwright derives them. */
export function clientHintsOf(userAgent: string, isMobile: boolean): Protocol.Emulation.UserAgentMetadata {
  const [pattern = /^/, platform = "Windows", usual] = SYSTEMS.find(([known]) => known.test(userAgent)) ?? [];
  const isArm = userAgent.includes("ARM") || (platform === "macOS" && !userAgent.includes("Intel"));
  return {
    mobile: isMobile,
    model: "",
    architecture: isArm ? "arm" : (usual ?? "x86"),
    platform,
    platformVersion: pattern.exec(userAgent)?.[1] ?? "",
  };
}
