import type { InteractionAdapter, ReceivedMeaning } from "../interaction-adapter.js";

/** Sessions whose server has finished what was asked of it, and whose last values are still to come. */
const idle = new WeakSet<object>();

/**
 * Shiny: inputs that have changed are sent together. The server says that it is busy, calculates, says that it is idle, and sends the
 * values of the outputs that have changed; while it is busy, it may send some, too.
 */
export const shiny: InteractionAdapter = {
  name: "shiny",
  sent({ channel, text, isBinary }) {
    if (channel !== "socket" || isBinary || !text.startsWith('{"method":')) return undefined;
    const { method, data } = membersOf(text);
    if (method !== "update" || typeof data !== "object" || data === null) return { role: "other" };
    // Sizes of outputs and whether they are hidden.
    const isAction = Object.keys(data).some((name) => !name.startsWith(".clientdata_"));
    return isAction ? { role: "action", answer: "messages" } : { role: "other" };
  },
  received({ channel, text, isBinary, connection }) {
    if (channel !== "socket" || isBinary || connection === undefined || !OF_SHINY.test(text)) return undefined;
    return meaningOf(membersOf(text), connection);
  },
};

const OF_SHINY = /^\{"(?:values|errors|inputMessages|busy|progress|recalculating|custom|config|method)":/;

function meaningOf({ busy, values, errors }: Members, connection: object): ReceivedMeaning {
  if (busy === "busy") idle.delete(connection);
  else if (busy === "idle") idle.add(connection);
  if (values === undefined && errors === undefined) return { role: "other" };
  const outputs = [...namesOf(values), ...namesOf(errors)].sort();
  const role = idle.delete(connection) ? "end" : "answer";
  // Outputs may invalidate themselves again and again.
  return outputs.length === 0 ? { role } : { role, purpose: outputs.join(" ") };
}

type Members = Readonly<Record<string, unknown>>;

function namesOf(members: unknown): readonly string[] {
  return typeof members === "object" && members !== null ? Object.keys(members) : [];
}

function membersOf(text: string): Members {
  try {
    return JSON.parse(text) as Members;
  } catch {
    return {};
  }
}
