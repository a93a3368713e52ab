/**
 * The questions that a page without a browser is asked, by the same code as in a page of `chromium`. It runs in Node.js on our own
 * document, which `ask` puts in the place of the page's.
 */
import { checkedState, controlOf, isEnabled, isInert, isRadio, isReadOnly, isVisible } from "../../chromium/client/conditions.js";
import { awaitsReply } from "../../chromium/client/live-view.js";
import { type EarlyAnswer, earlyAnswerOf } from "../../chromium/client/outcome.js";
import { all, find } from "../../chromium/client/selectors/selector.js";
import { normal, textOf } from "../../chromium/client/selectors/selector-text.js";

const queries = {
  all,
  awaitsReply,
  checkedState,
  controlOf,
  find,
  isEnabled,
  isInert,
  isRadio,
  isReadOnly,
  isVisible,
  normal,
  textOf: (element: Element) => textOf(element).full,
};

export type PageQueries = typeof queries;

/** The answer about a document. In Node.js, `document` is a variable of ours. */
function ask<T>(given: Document, question: (queries: PageQueries) => T): { readonly value: T } | EarlyAnswer {
  // biome-ignore lint/suspicious/noGlobalAssign: in Node.js, it is the parameter of the function around this code.
  document = given;
  try {
    return { value: question(queries) };
  } catch (error) {
    const answer = earlyAnswerOf(error);
    if (answer === undefined) throw error;
    return answer;
  }
}

export { ask };
