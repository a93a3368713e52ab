import { all, type DomElement } from "../dom.js";
import type { TargetContext } from "../views/requests.js";
import { type EventTarget, withinTargets } from "../views/targets.js";
import type { CommandContext, View } from "../views/view.js";
import { elementEffects } from "./element-effects.js";
import { pushChange, pushEvent } from "./event-push.js";
import { submitForm } from "./form-submit.js";

type Arguments = Readonly<Record<string, unknown>>;

/** Runs what a binding holds: the name of an event, or encoded commands. */
export function runCommands(binding: string, context: CommandContext): void {
  const commands = binding.startsWith("[") ? parsed(binding) : [["push", {}] as const];
  for (const [kind, args] of commands) {
    for (const element of targets(context, args.to)) runCommand({ kind, args, element, binding }, context);
  }
}

function parsed(binding: string): readonly (readonly [kind: string, args: Arguments])[] {
  const commands: unknown = JSON.parse(binding);
  if (!Array.isArray(commands)) return [];
  return commands.filter((command): command is [string, Arguments] => Array.isArray(command));
}

/** The elements of `to`: a selector, the closest one, or those inside; by default the element itself. */
function targets({ page, source }: CommandContext, to: unknown): readonly DomElement[] {
  if (to === undefined || to === null) return [source];
  if (typeof to === "string") return all(page.host.document, to);
  const { closest, inner } = to as { readonly closest?: string; readonly inner?: string };
  if (closest !== undefined) return [source.closest(closest)].filter((element) => element !== null);
  return inner === undefined ? [] : all(source, inner);
}

interface Command {
  readonly kind: string;
  readonly args: Arguments;
  readonly element: DomElement;
  readonly binding: string;
}

function runCommand(command: Command, context: CommandContext): void {
  const { kind, args, element, binding } = command;
  const { page, source } = context;
  switch (kind) {
    case "push":
      runPush(args, binding, context);
      return;
    case "navigate":
      page.navigation.redirectTo(String(args.href), { kind: args.replace ? "replace" : "push" });
      return;
    case "patch":
      page.navigation.patchTo(String(args.href), { kind: args.replace ? "replace" : "push", element: source });
      return;
    case "exec":
      runOther(String(args.attr), element, context);
      return;
    case "dispatch":
      page.host.dispatch(element, String(args.event));
      return;
    default:
      elementEffects(kind, { args, element, context });
      return;
  }
}

/** Runs what another attribute of the element holds. */
function runOther(name: string, element: DomElement, { page, eventType }: CommandContext): void {
  const encoded = element.getAttribute(name);
  const view = page.owner(element);
  if (!encoded) page.host.failed(new Error(`expected ${name} of #${element.id} to contain JS commands`));
  else if (view) runCommands(encoded, { page, view, source: element, eventType });
}

function runPush(args: Arguments, binding: string, context: CommandContext): void {
  const { view, source, eventType, push = {} } = context;
  const from = eventType === "change" && push.dispatcher ? push.dispatcher : source;
  const own = from.hasAttribute("phx-target") ? from.getAttribute("phx-target") : null;
  const target = (args.target as EventTarget | null | undefined) ?? (own || from);
  const name = typeof args.event === "string" ? args.event : binding;
  const send = (owner: View, targetContext: TargetContext) => {
    if (owner.isConnected) pushTo(owner, { name, args, targetContext }, context);
  };
  if (push.context !== undefined) send(view, push.context);
  else withinTargets(view, target, { each: send });
}

function pushTo(
  view: View,
  { name, args, targetContext: context }: { name: string; args: Arguments; targetContext: TargetContext },
  { source, eventType, push = {} }: CommandContext,
): void {
  const options = {
    loading: textOf(args.loading),
    value: objectOf(args.value),
    target: args.target,
    onReply: push.onReply,
    targetName: push.targetName ?? textOf(source.getAttribute("name") ?? undefined),
  };
  if (eventType === "change") pushChange(view, { name, input: source, context, cid: push.cid, options });
  else if (eventType === "submit") submitForm(view, { name, form: source, context, submitter: push.submitter, options });
  else pushEvent(view, { type: eventType ?? "null", name, element: source, context, data: push.data, options });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function objectOf(value: unknown): object | undefined {
  return typeof value === "object" && value !== null ? value : undefined;
}
