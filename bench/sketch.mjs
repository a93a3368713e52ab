/** Cost of the sketch that records every duration. */
import { built } from "./built.mjs";
import { cpuNanoseconds, figure, table } from "./figures.mjs";

const VALUES = 200_000;
const REPETITIONS = 10_000;
const { Sketch } = await built("telemetry/sketch.js");

const durations = logNormal(VALUES);
const filled = sketchOf(durations);
const second = sketchOf(durations.subarray(0, 50));
const encoded = filled.encode();
const each = (work) => {
  const repeat = () => {
    for (let count = 0; count < REPETITIONS; count++) work();
  };
  return cpuNanoseconds(repeat, { operations: REPETITIONS });
};

const rows = [
  ["inserting a value", await cpuNanoseconds(() => sketchOf(durations), { operations: VALUES })],
  [`merging ${VALUES} values`, await merging(filled)],
  ["merging 50 values", await merging(second)],
  ["encoding", await each(() => filled.encode())],
  ["decoding", await each(() => Sketch.decode(encoded))],
].map(([name, { min, median, max }]) => [name, ...[min, median, max].map(figure)]);

process.stdout.write(`${table(["CPU ns for", "min", "median", "max"], rows)}\n\n`);
process.stdout.write(`Encoded: ${encoded.length} bytes for ${VALUES} values, ${second.encode().length} bytes for 50.\n`);

function sketchOf(values) {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

function merging(other) {
  const into = filled.clone();
  return each(() => into.merge(other));
}

/** Typical durations of pages around 150 ms, the same each time. */
function logNormal(count) {
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return Float64Array.from({ length: count }, () => 150 * Math.exp(0.6 * normal()));
}
