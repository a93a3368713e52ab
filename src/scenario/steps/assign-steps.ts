import type { Assigns } from "./arguments/step-options.js";
import { filledTextParameter, misfit, type Parameter, type StepDefinition } from "./step-call.js";

const VALUES: Parameter<Assigns> = {
  name: "values",
  allowed: "an object",
  accepts: (value): value is Assigns =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !("then" in value),
};
const KEY = filledTextParameter("key");

/** Steps that change the user's state. */
export const ASSIGN_STEPS = {
  assign: {
    perform: async (call) => call.iteration.user.assigns.merge(await call.resolve(0, VALUES)),
  },
  resetAssigns: {
    perform: (call) => call.iteration.user.assigns.reset(),
  },
  clearAssign: {
    perform: async (call) => {
      const keys: string[] = [];
      for (const position of call.args.keys()) keys.push(await call.resolve(position, KEY));
      call.iteration.user.assigns.clear(keys);
    },
  },
  updateAssign: {
    perform: async (call) => {
      const { assigns } = call.iteration.user;
      const key = await call.resolve(0, KEY);
      const update = call.args[1];
      if (typeof update !== "function")
        throw new TypeError(misfit({ name: "update", allowed: "a function of the value" }, update));
      const value = await call.callArgument(update as (value: unknown) => unknown, assigns.current[key]);
      call.iteration.throwIfEnded();
      assigns.merge({ [key]: value });
    },
  },
} as const satisfies Readonly<Record<string, StepDefinition>>;
