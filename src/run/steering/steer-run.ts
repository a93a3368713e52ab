import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { ERROR_CODES, type ErrorCode, LiveLoadError, messageOf } from "../../base/errors.js";
import { RESULT_FILE } from "../report-folder/write-reports.js";
import { type SteerAnswer, steerAnswerSchema } from "./run-control.js";
import type { SteerInput } from "./steer-request.js";
import { removeDeadRuns, type SteeredRun, steeredRuns } from "./steered-runs.js";

/** Which run is meant. Without either, the only one. */
export interface RunChoice {
  readonly runId?: string | undefined;
  /** Its output folder, or the one that holds those of several scenarios. */
  readonly out?: string | undefined;
}

/** The world around a command that steers a run. */
export interface SteeringHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
}

/** A change waits for all nodes. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Sends a request to a run. Rejects with `RUN_NOT_FOUND`, or with the run's own refusal. */
export async function steerRun(request: SteerInput, choice: RunChoice, host: SteeringHost): Promise<SteerAnswer> {
  const run = chosenRun(choice, host);
  const asked = ask(run, JSON.stringify(request));
  const text = await withDeadline(asked, { clock: host.clock, timeoutMs: ANSWER_TIMEOUT_MS, what: "the run to answer" });
  return answerOf(text, run.runId);
}

/** The run that is meant. Forgets those whose process is dead. */
function chosenRun(choice: RunChoice, { env, cwd }: SteeringHost): SteeredRun {
  removeDeadRuns(env);
  const { runs } = steeredRuns(env);
  const folder = choice.out === undefined ? undefined : resolve(cwd, choice.out);
  const meant = runs.filter(
    ({ runId, outputFolder, parentFolder }) =>
      (choice.runId === undefined || runId === choice.runId) &&
      (folder === undefined || outputFolder === folder || parentFolder === folder),
  );
  const [run] = meant;
  if (run === undefined) throw notFound(choice, folder, runs);
  if (meant.length > 1)
    throw new LiveLoadError("RUN_NOT_FOUND", `${meant.length} runs are under way: ${listOf(meant)}`, {
      hint: "name one, by its id or with --out FOLDER",
    });
  return run;
}

function notFound({ runId }: RunChoice, folder: string | undefined, runs: readonly SteeredRun[]): LiveLoadError {
  const what = [
    ...(runId === undefined ? [] : [`has the id ${runId}`]),
    ...(folder === undefined ? [] : [`writes to ${folder}`]),
  ];
  if (folder !== undefined && runId === undefined && existsSync(join(folder, RESULT_FILE)))
    return new LiveLoadError("RUN_NOT_FOUND", `the run that wrote to ${folder} is over`, {
      hint: `its report is in that folder${runs.length === 0 ? "" : `; under way: ${listOf(runs)}`}`,
    });
  const message = what.length === 0 ? "no run is under way" : `no run that is under way ${what.join(" and ")}`;
  const others = runs.length === 0 ? "none is, for this user on this machine" : listOf(runs);
  return new LiveLoadError("RUN_NOT_FOUND", message, {
    hint: what.length === 0 ? "runs of other users, and on other machines, cannot be reached from here" : `under way: ${others}`,
  });
}

function listOf(runs: readonly SteeredRun[]): string {
  return runs.map(({ runId, file, outputFolder }) => `${runId} (${file}, ${outputFolder})`).join(", ");
}

function ask({ socket, runId }: SteeredRun, body: string): Promise<string> {
  return new Promise((done, failed) => {
    const fail = (error: unknown) =>
      failed(
        new LiveLoadError("RUN_NOT_FOUND", `the run ${runId} cannot be reached: ${messageOf(error)}`, {
          hint: "it has just ended, or belongs to another machine or container that shares this state folder",
          cause: error,
        }),
      );
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = httpRequest({ socketPath: socket, method: "POST", path: "/", headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => done(Buffer.concat(parts).toString("utf8")));
      response.on("error", fail);
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

const refusalSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]).catch("CHANGE_REFUSED"),
    message: z.string(),
    hint: z.string().optional(),
  }),
});

/** The answer in a text. Throws the refusal that it holds, and `RUN_NOT_FOUND` for anything else. */
export function answerOf(text: string, runId: string): SteerAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const refusal = refusalSchema.safeParse(body);
  if (refusal.success)
    throw new LiveLoadError(refusal.data.error.code, refusal.data.error.message, { hint: refusal.data.error.hint });
  const answer = steerAnswerSchema.safeParse(body);
  if (answer.success) return answer.data;
  throw new LiveLoadError("RUN_NOT_FOUND", `the run ${runId} answered something unknown`, {
    hint: "it was started by another version of LiveLoad: use that one to steer it",
  });
}
