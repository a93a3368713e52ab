import type { StepCall } from "../step-call.js";

/** Stores a value that was read in `assigns`, as the option `as` says. */
export async function keepAs(call: StepCall, as: unknown, value: unknown): Promise<void> {
  const { assigns } = call.iteration.user;
  const place = typeof as === "function" ? await call.callArgument(as as (value: unknown) => unknown, value) : as;
  call.iteration.throwIfEnded();
  if (typeof place === "string" && place !== "") {
    assigns.merge({ [place]: value });
    return;
  }
  if (typeof as === "function" && typeof place === "object" && place !== null && !Array.isArray(place)) {
    assigns.merge(place);
    return;
  }
  const wrong = typeof as === "function" ? "its function `as` returned" : "its option `as` is";
  throw new TypeError(
    `${wrong} ${JSON.stringify(place) ?? String(place)}, but it takes a key of assigns, or a function that returns a key or an object to merge`,
  );
}
