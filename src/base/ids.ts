import { randomBytes, randomInt } from "node:crypto";

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Identifies a run of a scenario. */
export type RunId = Branded<string, "RunId">;
/** Identifies a node within its run: `<slug>-<n>`. */
export type NodeId = Branded<string, "NodeId">;

/** Creates a run's id, such as `t3x9ab-5f0c2e`: its start in seconds (base 36), so ids sort by time, and random digits. */
export function newRunId(wallTimeMs: number): RunId {
  const stamp = Math.floor(wallTimeMs / 1000).toString(36);
  return `${stamp}-${randomBytes(3).toString("hex")}` as RunId;
}

/** The id of a run's n-th node, counted from 1. */
export function newNodeId(slug: string, index: number): NodeId {
  return `${slug}-${index}` as NodeId;
}

/** A random seed for a run: a positive 31-bit integer, short enough to type. */
export function newSeed(): number {
  return randomInt(1, 2 ** 31);
}

/** 256 random bits as hexadecimal text. */
export function newSecretText(): string {
  return randomBytes(32).toString("hex");
}

/**
 * Turns a name into a part of resource names: lower-case letters, digits and inner dashes, at most 40 characters. Empty when
 * the name has no such characters.
 */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}
