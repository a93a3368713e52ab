import type { SecondDelta } from "../../telemetry/delta.js";
import type { RecordedDelta } from "../../telemetry/recorder.js";

/**
 * Splits recorded measurements that are too large for one batch: seconds and failures first, then the values of a single
 * second. `undefined` when there is nothing to split.
 */
export function halvesOf(recorded: RecordedDelta): readonly [RecordedDelta, RecordedDelta] | undefined {
  const { seconds, failures, capped, customKinds } = recorded;
  const [second] = seconds;
  if (seconds.length === 1 && failures.length === 0 && second !== undefined) {
    const halves = secondHalves(second);
    return (
      halves && [
        { ...recorded, seconds: [halves[0]] },
        { ...NOTHING, seconds: [halves[1]] },
      ]
    );
  }
  if (seconds.length + failures.length < 2) return undefined;
  const [someSeconds, otherSeconds] = divided(seconds);
  // The larger half of the failures goes with the smaller half of the seconds, so that neither piece is empty.
  const [otherFailures, someFailures] = divided([...failures].reverse()).map((half) => half.reverse());
  return [
    { seconds: someSeconds, failures: someFailures ?? [], capped, customKinds },
    { ...NOTHING, seconds: otherSeconds, failures: otherFailures ?? [] },
  ];
}

const NOTHING: RecordedDelta = { seconds: [], failures: [], capped: [], customKinds: new Map() };
const TABLES = ["histograms", "sickHistograms", "counters"] as const;

type Tables = Pick<SecondDelta, (typeof TABLES)[number]>;
interface Entry {
  readonly table: (typeof TABLES)[number];
  readonly metric: string;
  readonly dimension: string;
  readonly value: unknown;
}

/** The first piece has the users and the gauges, so that they count once. */
function secondHalves(second: SecondDelta): readonly [SecondDelta, SecondDelta] | undefined {
  const entries = TABLES.flatMap((table) =>
    [...second[table]].flatMap(([metric, byDimension]) =>
      [...byDimension].map(([dimension, value]): Entry => ({ table, metric, dimension, value })),
    ),
  );
  if (entries.length < 2) return undefined;
  const [some, others] = divided(entries);
  return [
    { ...second, ...tablesOf(some) },
    { ...second, ...tablesOf(others), activeUsers: 0, sickUsers: 0, gauges: new Map() },
  ];
}

function tablesOf(entries: readonly Entry[]): Tables {
  const tables = { histograms: new Map(), sickHistograms: new Map(), counters: new Map() } as Record<
    (typeof TABLES)[number],
    Map<string, Map<string, unknown>>
  >;
  for (const { table, metric, dimension, value } of entries) {
    const byDimension = tables[table].get(metric) ?? new Map<string, unknown>();
    tables[table].set(metric, byDimension.set(dimension, value));
  }
  return tables as unknown as Tables;
}

/** Two halves; the first is the larger one. */
function divided<T>(items: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
