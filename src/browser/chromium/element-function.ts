import type { ElementFunction } from "../../scenario/ports/reads.js";
import { callWith } from "../function-call.js";
import { callInPage, evaluatedValue } from "../page-evaluation.js";
import type { Bounds } from "../page-operations.js";
import { KEEP_RICH_VALUES, withRichValues } from "../rich-values.js";
import { boundedBy } from "./bounded-commands.js";
import type { ElementReference, PageHelper } from "./page-helper.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** What a call on elements needs of its page. */
interface CallParts {
  readonly helper: PageHelper;
  readonly session: ProtocolSession;
}

/** Calls the user's function in the page's own world with elements that the helper finds in its world. */
export async function callOnElements(
  { helper, session: own }: CallParts,
  { selector, call }: { readonly selector: string; readonly call: ElementFunction },
  bounds: Bounds,
): Promise<unknown> {
  const ofAll = call.ofAll === true;
  return helper.useElements(ofAll ? { ...bounds, strict: false } : bounds, { selector, ofAll }, async (elements) => {
    const [leading] = elements;
    if (leading === undefined) return callInPage(boundedBy(bounds, own), call.source, [[], ...call.args]);
    const objects = await Promise.all(elements.map(inPageWorld));
    const given = ofAll ? "[this, ...others]" : "this";
    const body = `${KEEP_RICH_VALUES}(${callWith(call.source, given, call.args)})`;
    const { session, options } = leading;
    try {
      const answer = await session.request(options, "Runtime.callFunctionOn", {
        objectId: objects[0] as string,
        functionDeclaration: `function (...others) { return ${body}; }`,
        arguments: objects.slice(1).map((objectId) => ({ objectId })),
        returnByValue: true,
        awaitPromise: true,
        userGesture: true,
        silent: true,
      });
      return withRichValues(evaluatedValue(answer));
    } finally {
      // The browser keeps what they refer to, also after the page has removed it.
      for (const objectId of objects) session.send("Runtime.releaseObject", { objectId }).catch(() => {});
    }
  });
}

/** The element's object in the page's own world. */
async function inPageWorld({ session, objectId, options }: ElementReference): Promise<string> {
  const { node } = await session.request(options, "DOM.describeNode", { objectId });
  const { object } = await session.request(options, "DOM.resolveNode", { backendNodeId: node.backendNodeId });
  if (object.objectId === undefined) throw new Error("the element has no object in the page");
  return object.objectId;
}
