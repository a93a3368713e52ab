/** A node's report about a throttle. All counters are cumulative, so that repeated or lost reports do no harm. */
export interface ThrottleDemand {
  /** Waiters that have arrived. */
  readonly wants: number;
  /** Waiters that have left without a grant. */
  readonly gaveUp: number;
  /** Grants that have arrived. */
  readonly received: number;
  /** Grants that waiters have used. */
  readonly used: number;
  /** Grants that arrived too late, or without a waiter. */
  readonly returned: number;
  /** Grants that were held and have been released. */
  readonly released: number;
}

interface Member {
  demand: ThrottleDemand;
  granted: number;
  /** Due instants of the grants that the node has not reported on, in order. */
  readonly outstanding: number[];
}

const NOTHING: ThrottleDemand = { wants: 0, gaveUp: 0, received: 0, used: 0, returned: 0, released: 0 };
/** A node that has not reported on a grant for this long gets no more until it reports. */
const SILENT_MS = 1000;

/** The waiters of all nodes in the order in which they were reported, and the grants of each node. */
export class ThrottleLine<Node> {
  readonly #members = new Map<Node, Member>();
  readonly #queue: { readonly node: Node; count: number }[] = [];

  /** Takes a node's report; returns the number of returned grants. */
  update(node: Node, demand: ThrottleDemand): { readonly returned: number; readonly released: number } {
    const member = this.#memberOf(node);
    const before = member.demand;
    if (isOlder(demand, before)) return { returned: 0, released: 0 };
    const queued = waitingOf(member);
    const settled = demand.used + demand.returned - before.used - before.returned;
    const returned = demand.returned - before.returned;
    member.demand = demand;
    member.outstanding.splice(0, settled);
    this.#requeue(node, waitingOf(member) - queued, returned);
    return { returned, released: demand.released - before.released };
  }

  /** The node whose turn it is: that of the first waiter whose node is not silent. */
  first(nowMs: number): Node | undefined {
    return this.#queue.find(({ node }) => !this.#isSilent(node, nowMs))?.node;
  }

  /** Grants an instant to the node's first waiter. */
  give(node: Node, dueMs: number): void {
    const member = this.#memberOf(node);
    const at = this.#queue.findIndex((entry) => entry.node === node);
    const entry = this.#queue[at];
    if (entry !== undefined) entry.count -= 1;
    if (entry?.count === 0) this.#queue.splice(at, 1);
    member.granted += 1;
    member.outstanding.push(dueMs);
  }

  /** Grants that the node may not have received: sequence number of the first, and the instants. */
  unreceived(node: Node): { readonly first: number; readonly dueMs: readonly number[] } {
    const member = this.#members.get(node);
    if (member === undefined) return { first: 0, dueMs: [] };
    const { demand, granted, outstanding } = member;
    const known = Math.max(0, outstanding.length - (granted - demand.received));
    return { first: demand.received, dueMs: outstanding.slice(known) };
  }

  /** Sequence number of the node's next grant. */
  grantedTo(node: Node): number {
    return this.#members.get(node)?.granted ?? 0;
  }

  /** Removes a node; returns the instants that it has not reported on, and how many grants it may hold. */
  lose(node: Node): { readonly outstanding: readonly number[]; readonly held: number } {
    const member = this.#members.get(node);
    if (member === undefined) return { outstanding: [], held: 0 };
    this.#members.delete(node);
    this.#keep((entry) => entry.node !== node);
    const { granted, demand, outstanding } = member;
    return { outstanding, held: granted - demand.returned - demand.released };
  }

  #memberOf(node: Node): Member {
    const known = this.#members.get(node);
    if (known !== undefined) return known;
    const member = { demand: NOTHING, granted: 0, outstanding: [] };
    this.#members.set(node, member);
    return member;
  }

  /** Adds or removes entries of the node in line. Waiters whose grant came too late go first again. */
  #requeue(node: Node, more: number, returned: number): void {
    const ahead = Math.min(Math.max(0, more), returned);
    if (ahead > 0) this.#queue.unshift({ node, count: ahead });
    if (more > ahead) this.#queue.push({ node, count: more - ahead });
    let less = Math.max(0, -more);
    for (let at = this.#queue.length - 1; at >= 0 && less > 0; at -= 1) {
      const entry = this.#queue[at];
      if (entry?.node !== node) continue;
      const gone = Math.min(entry.count, less);
      entry.count -= gone;
      less -= gone;
    }
    if (more < 0) this.#keep(({ count }) => count > 0);
  }

  #keep(stays: (entry: { readonly node: Node; readonly count: number }) => boolean): void {
    const kept = this.#queue.filter(stays);
    this.#queue.splice(0, this.#queue.length, ...kept);
  }

  #isSilent(node: Node, nowMs: number): boolean {
    const [oldest = nowMs] = this.#members.get(node)?.outstanding ?? [];
    return nowMs - oldest > SILENT_MS;
  }
}

/** The number of entries that a member should have in line: its waiters without a grant, at least 0, as one may give up while its grant is on the way. */
function waitingOf({ demand: { wants, gaveUp, returned }, granted }: Member): number {
  return Math.max(0, wants - gaveUp - granted + returned);
}

function isOlder(demand: ThrottleDemand, before: ThrottleDemand): boolean {
  return (Object.keys(NOTHING) as (keyof ThrottleDemand)[]).some((figure) => demand[figure] < before[figure]);
}
