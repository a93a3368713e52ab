import type { V1LimitRange, V1Node, V1Pod, V1ResourceQuota } from "@kubernetes/client-node";

/** The requests of one pod. */
export interface PodRoom {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** The number of pods that fit, and what limits it. */
export interface Room {
  readonly pods: number;
  readonly why: string;
}

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity as Kubernetes writes it: `500m`, `4Gi`, `1e3`; `NaN` for anything else. */
export function quantity(text: string | undefined): number {
  const [, amount, unit = ""] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text ?? "") ?? [];
  return Number(amount ?? Number.NaN) * (FACTORS[unit] ?? Number.NaN);
}

/** The amounts that a quota counts for a pod, by the name of the resource. */
const COUNTED: Readonly<Record<string, (room: PodRoom) => number>> = {
  pods: () => 1,
  "count/pods": () => 1,
  cpu: ({ cpus }) => cpus,
  "requests.cpu": ({ cpus }) => cpus,
  "limits.cpu": ({ cpus }) => cpus,
  memory: ({ memoryBytes }) => memoryBytes,
  "requests.memory": ({ memoryBytes }) => memoryBytes,
  "limits.memory": ({ memoryBytes }) => memoryBytes,
};
/** Quota scopes that apply to a node's pod; priorities and the like are left to the API server. */
const SCOPES = ["NotTerminating", "NotBestEffort"];

/** The number of pods that the namespace's quotas allow; `undefined` if no quota applies to them. */
export function quotaRoom(quotas: readonly V1ResourceQuota[], pod: PodRoom): Room | undefined {
  const rooms = quotas.filter(holds).flatMap(({ metadata, status }) =>
    Object.entries(status?.hard ?? {}).flatMap(([name, hard]) => {
      const needed = COUNTED[name]?.(pod);
      const left = quantity(hard) - quantity(status?.used?.[name] ?? "0");
      if (needed === undefined || Number.isNaN(left)) return [];
      const pods = Math.max(0, Math.floor(left / needed + 1e-9));
      return [{ pods, why: `the quota ${metadata?.name ?? ""} has ${status?.used?.[name] ?? 0} of ${hard} ${name} in use` }];
    }),
  );
  return least(rooms);
}

function holds({ spec }: V1ResourceQuota): boolean {
  const selectors = spec?.scopeSelector?.matchExpressions ?? [];
  return selectors.length === 0 && (spec?.scopes ?? []).every((scope) => SCOPES.includes(scope));
}

/** Violations of the namespace's limit ranges by a pod, one sentence each. */
export function limitProblems(ranges: readonly V1LimitRange[], { cpus, memoryBytes }: PodRoom): readonly string[] {
  const sizes = [
    ["cpu", cpus],
    ["memory", memoryBytes],
  ] as const;
  return ranges.flatMap(({ metadata, spec }) =>
    (spec?.limits ?? []).flatMap(({ type, max, min }) =>
      type !== "Container" && type !== "Pod"
        ? []
        : sizes.flatMap(([name, size]) => {
            const option = name === "cpu" ? "cpus" : "memory";
            const which = `the limit range ${metadata?.name ?? ""}`;
            const say = (word: string, text: string | undefined) =>
              `${which} allows a ${type.toLowerCase()} ${word} ${text} ${name}: change backendOptions.nodes.${option}`;
            if (size > quantity(max?.[name])) return [say("at most", max?.[name])];
            return size < quantity(min?.[name]) ? [say("at least", min?.[name])] : [];
          }),
    ),
  );
}

/** The number of pods that fit on the cluster's nodes beside the current ones, ignoring taints and selectors. */
export function nodesRoom(nodes: readonly V1Node[], pods: readonly V1Pod[], pod: PodRoom): Room {
  const usable = nodes.filter(isUsable);
  const taken = usable.map(({ metadata, status }) => {
    const here = pods.filter(({ spec, status: is }) => spec?.nodeName === metadata?.name && !isOver(is?.phase));
    const free = (name: "cpu" | "memory") =>
      quantity(status?.allocatable?.[name]) - here.reduce((sum, other) => sum + requested(other, name), 0);
    const places = quantity(status?.allocatable?.pods ?? "110") - here.length;
    return Math.max(0, Math.min(places, Math.floor(free("cpu") / pod.cpus), Math.floor(free("memory") / pod.memoryBytes)));
  });
  const many = usable.length === 1 ? "the one node that takes pods has" : `the ${usable.length} nodes that take pods have`;
  return { pods: taken.reduce((sum, count) => sum + count, 0), why: `${many} no more room now` };
}

function isUsable({ spec }: V1Node): boolean {
  const keepsAway = (spec?.taints ?? []).some(({ effect }) => effect === "NoSchedule" || effect === "NoExecute");
  return spec?.unschedulable !== true && !keepsAway;
}

function isOver(phase: string | undefined): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function requested({ spec }: V1Pod, name: string): number {
  return (spec?.containers ?? []).reduce((sum, { resources }) => sum + quantity(resources?.requests?.[name] ?? "0"), 0);
}

function least(rooms: readonly Room[]): Room | undefined {
  return rooms.reduce<Room | undefined>(
    (least, room) => (least === undefined || room.pods < least.pods ? room : least),
    undefined,
  );
}
