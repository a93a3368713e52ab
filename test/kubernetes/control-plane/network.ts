import { run } from "./host.js";
import { API_PORT, type Layout } from "./layout.js";

/** Creates the pods' bridge; false if another control plane has it or the address range is in use. */
export async function makeBridge({ name, gateway }: Layout): Promise<boolean> {
  if (await hasRoute(gateway)) return false;
  try {
    await run("ip", ["link", "add", name, "type", "bridge"]);
  } catch (error) {
    if (String(error).includes("File exists")) return false;
    throw error;
  }
  await run("ip", ["address", "add", `${gateway}/24`, "dev", name]);
  await run("ip", ["link", "set", name, "up"]);
  return true;
}

/** Lets pods reach each other despite other firewall rules, and routes the API's service address to the API server. */
export async function addRules({ name, apiService }: Layout): Promise<void> {
  const comment = ["-m", "comment", "--comment", name];
  // Docker's policy drops forwarded packets.
  await iptables("filter", "-I", "FORWARD", "-i", name, ...comment, "-j", "ACCEPT");
  await iptables("filter", "-I", "FORWARD", "-o", name, ...comment, "-j", "ACCEPT");
  // Replaces kube-proxy, which would do the same for every service.
  const toService = ["-i", name, "-d", apiService, "-p", "tcp", "--dport", "443"];
  const redirect = ["-j", "REDIRECT", "--to-ports", String(API_PORT)];
  await iptables("nat", "-I", "PREROUTING", ...toService, ...comment, ...redirect);
}

export async function removeNetwork({ name }: Layout): Promise<void> {
  for (const table of ["filter", "nat"])
    for (const rule of await rulesOf(table, name)) await iptables(table, "-D", ...rule.split(" ").slice(1));
  if (await hasLink(name)) await run("ip", ["link", "delete", name]);
}

/** The rules with our comment, as `iptables -S` shows them. */
export async function rulesOf(table: string, name: string): Promise<readonly string[]> {
  const rules = await iptables(table, "-S");
  return rules.split("\n").filter((rule) => rule.split(" ").includes(name));
}

export async function hasLink(name: string): Promise<boolean> {
  const links = JSON.parse(await run("ip", ["-json", "link", "show"])) as { readonly ifname: string }[];
  return links.some(({ ifname }) => ifname === name);
}

async function hasRoute(address: string): Promise<boolean> {
  const text = await run("ip", ["-json", "-4", "route", "show", "match", address]);
  const routes = JSON.parse(text || "[]") as { readonly dst: string }[];
  return routes.some(({ dst }) => dst !== "default");
}

function iptables(table: string, ...args: readonly string[]): Promise<string> {
  return run("iptables", ["--wait", "-t", table, ...args]);
}
