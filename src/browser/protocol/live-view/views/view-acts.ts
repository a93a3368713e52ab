import { cancelSubmit, continueSubmit } from "../bindings/form-submit.js";
import { runCommands } from "../bindings/js-commands.js";
import { joinNewChildren, joinView } from "./join.js";
import { push, pushMessage } from "./pushes.js";
import type { ViewActs } from "./view.js";

export const VIEW_ACTS: ViewActs = { cancelSubmit, continueSubmit, runCommands, joinNewChildren, joinView, push, pushMessage };
