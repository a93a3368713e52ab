import { readableSelector } from "../../../base/frame-selector.js";
import { type OperationOptions, PageOperationError } from "../../../scenario/page-port.js";
import {
  type ClickOptions,
  type DoubleClickOptions,
  type DragOptions,
  type Hold,
  type HoverOptions,
  NO_TOUCH,
  type PagePointer,
  type PointerOptions,
  type Position,
} from "../../../scenario/ports/pointer.js";
import type { Bounds, PageOperations } from "../../page-operations.js";
import type { PointerOutcome, PointerRequest, PointerTarget } from "../helper-wire.js";
import type { PageDocuments } from "../navigation/page-documents.js";
import type { PageHelper } from "../page-helper.js";
import type { DocumentWorld } from "../page-worlds.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { inputHandled, settledAfter, waitingOperation } from "../waiting-operation.js";
import type { KeyboardInput } from "./keyboard-input.js";
import type { MouseInput } from "./mouse-input.js";
import type { Point } from "./point.js";
import { tapAt } from "./touch-input.js";

/** A pointer action on an element, without its time limit. */
type PointerUse = Omit<PointerRequest, "limitMs">;

interface PointerParts {
  readonly session: ProtocolSession;
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
  readonly keyboard: KeyboardInput;
  readonly mouse: MouseInput;
  /** The context emulates touch events. */
  readonly hasTouch: boolean;
}

/** What a pointer action led to. */
interface Used {
  readonly target: PointerTarget;
  readonly outcome: PointerOutcome | undefined;
  readonly world: DocumentWorld;
}

/** Performs pointer actions: waits in the page until the element can receive events, and ensures that no other element does. */
export class ChromiumPointer implements PagePointer {
  readonly #parts: PointerParts;

  constructor(parts: PointerParts) {
    this.#parts = parts;
  }

  /** Resolves after any navigation that it causes. */
  click(selector: string, options: ClickOptions): Promise<Hold> {
    const { mouse, documents } = this.#parts;
    return this.#waiting(selector, options, async (bounds) => {
      const used = await this.#use(useOf("click", selector, options), bounds, (point) =>
        this.#holding(options, bounds, () => mouse.click(point, bounds, options)),
      );
      await settledAfter(used.outcome, { documents, world: used.world }, bounds);
      return { wasHeld: used.target.wasHeld };
    });
  }

  dblclick(selector: string, options: DoubleClickOptions): Promise<Hold> {
    return this.click(selector, { ...options, clickCount: 2 });
  }

  tap(selector: string, options: HoverOptions): Promise<Hold> {
    const { session, keyboard, documents, hasTouch } = this.#parts;
    if (!hasTouch) return Promise.reject(new PageOperationError("invalid", NO_TOUCH));
    return this.#waiting(selector, options, async (bounds) => {
      const used = await this.#use(useOf("tap", selector, options), bounds, (point) =>
        this.#holding(options, bounds, () => tapAt(point, { session, keyboard, bounds })),
      );
      await settledAfter(used.outcome, { documents, world: used.world }, bounds);
      return { wasHeld: used.target.wasHeld };
    });
  }

  tapAt(point: Position, options: OperationOptions): Promise<void> {
    const { session, keyboard, hasTouch } = this.#parts;
    if (!hasTouch) return Promise.reject(new PageOperationError("invalid", NO_TOUCH));
    return waitingOperation(this.#parts, {
      subject: "the touchscreen",
      options,
      isBlind: true,
      act: async (bounds) => {
        await tapAt(point, { session, keyboard, bounds });
        await inputHandled(this.#parts, bounds);
      },
    });
  }

  check(selector: string, options: PointerOptions): Promise<void> {
    return this.#setChecked(selector, true, options);
  }

  uncheck(selector: string, options: PointerOptions): Promise<void> {
    return this.#setChecked(selector, false, options);
  }

  hover(selector: string, options: HoverOptions): Promise<void> {
    return this.#waiting(selector, options, async (bounds) => {
      await this.#use(useOf("hover", selector, options), bounds, (point) =>
        this.#holding(options, bounds, () => this.#parts.mouse.move(point, bounds)),
      );
    });
  }

  dragAndDrop(source: string, target: string, { sourcePosition, targetPosition, ...options }: DragOptions): Promise<void> {
    const { mouse, helper, documents } = this.#parts;
    return this.#waiting(source, options, async (bounds) => {
      await this.#use({ ...useOf("drag", source, options), ...at(sourcePosition) }, bounds, async (point) => {
        await mouse.move(point, bounds);
        await mouse.down({}, bounds);
      });
      // Without a drop target the button stays down, as with Playwright: releasing it here would be a click.
      const to = await helper.ask("pointer", bounds, { ...useOf("drop", target, options), ...at(targetPosition) });
      await mouse.move(to, bounds, options);
      await mouse.up({}, bounds);
      await documents.settled(bounds.over);
    });
  }

  scrollIntoViewIfNeeded(selector: string, options: OperationOptions): Promise<void> {
    return this.#waiting(
      selector,
      options,
      async (bounds) => void (await this.#parts.helper.ask("scroll", bounds, { selector })),
    );
  }

  #setChecked(selector: string, checked: boolean, options: PointerOptions): Promise<void> {
    const { mouse, documents } = this.#parts;
    return this.#waiting(selector, options, async (bounds) => {
      const use = { ...useOf("click", selector, options), checked };
      const { target, outcome, world } = await this.#use(use, bounds, (point) => mouse.click(point, bounds));
      await settledAfter(outcome, { documents, world }, bounds);
      if (!target.already && options.trial !== true && outcome?.checked === !checked) {
        throw new PageOperationError("invalid", "Clicking the checkbox did not change its state");
      }
    });
  }

  #waiting<T>(subject: string, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    return waitingOperation(this.#parts, { subject, options, act });
  }

  #holding(options: HoverOptions, bounds: Bounds, act: () => Promise<void>): Promise<void> {
    return this.#parts.keyboard.holding(options.modifiers, bounds, act);
  }

  /** Repeats the action until its events have reached the element, and no other. */
  async #use(use: PointerUse, bounds: Bounds, act: (point: Point) => Promise<void>): Promise<Used> {
    const { helper, documents } = this.#parts;
    let wasHeld = false;
    for (;;) {
      const { value, world } = await helper.find("pointer", bounds, use);
      wasHeld ||= value.wasHeld;
      const target = { ...value, wasHeld };
      if (target.already) return { target, outcome: undefined, world };
      if (world.left.aborted) continue;
      const shielded = use.force ? [] : await this.#shieldOthers(world, bounds);
      try {
        await act(target);
      } finally {
        await Promise.all(shielded.map((other) => helper.askThere("unshield", bounds, other).catch(() => {})));
      }
      // Answered after the events took effect: a navigation that they started is known before the answer.
      const outcome = await helper.askThere("outcome", bounds, world);
      // Events for a frame in another process get lost until the browser has drawn the frame in its place.
      if (outcome === undefined || (outcome.cover === null && (outcome.reached || documents.isOfPage(world))))
        return { target, outcome, world };
      if (bounds.left() <= 1) {
        const why = outcome.cover === null ? "they do not reach its frame" : `it is covered by ${outcome.cover}`;
        const what = `${readableSelector(use.selector)} to receive clicks: ${why}`;
        throw new PageOperationError("timeout", `waited ${Math.round(bounds.timeoutMs)} ms for ${what}`);
      }
    }
  }

  /** The documents outside of a frame in another process must not get its events while the browser has not drawn it in its place. */
  async #shieldOthers(world: DocumentWorld, bounds: Bounds): Promise<readonly DocumentWorld[]> {
    const { documents, helper } = this.#parts;
    if (documents.isOfPage(world)) return [];
    const others = documents.worlds.all.filter(({ uniqueId }) => uniqueId !== world.uniqueId);
    await Promise.all(others.map((other) => helper.askThere("shield", bounds, other)));
    return others;
  }
}

/** The helper's request; of the options only those that concern the page. */
function useOf(action: PointerUse["action"], selector: string, options: PointerOptions): PointerUse {
  const { force = false, trial = false, position } = options;
  return { selector, action, force, trial, ...at(position) };
}

function at(position: PointerOptions["position"]): Pick<PointerUse, "position"> {
  return position === undefined ? {} : { position };
}
