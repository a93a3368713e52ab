import { cancelSubmit, continueSubmit } from "../bindings/form-submit.js";
import { runCommands } from "../bindings/js-commands.js";
import { joinNewChildren, joinView } from "./join.js";
import { push, pushMessage } from "./pushes.js";

/** What the parts of a view need of each other, handed out by the page: their files would import each other in circles. */
export const VIEW_ACTS = { cancelSubmit, continueSubmit, runCommands, joinNewChildren, joinView, push, pushMessage };

export type ViewActs = typeof VIEW_ACTS;
