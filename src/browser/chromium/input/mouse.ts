import type { OperationOptions } from "../../../scenario/page-port.js";
import type { ButtonOptions, MouseClickOptions, PageMouse } from "../../../scenario/ports/mouse.js";
import type { Position } from "../../../scenario/ports/pointer.js";
import type { Bounds, PageOperations } from "../../page-operations.js";
import type { PageDocuments } from "../navigation/page-documents.js";
import type { PageHelper } from "../page-helper.js";
import { inputHandled, waitingOperation } from "../waiting-operation.js";
import type { MouseInput } from "./mouse-input.js";

interface MouseParts {
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
  readonly mouse: MouseInput;
}

/** The mouse of one user's page. */
export class ChromiumMouse implements PageMouse {
  readonly #parts: MouseParts;

  constructor(parts: MouseParts) {
    this.#parts = parts;
  }

  move(to: Position, options: OperationOptions & { readonly steps?: number }): Promise<void> {
    return this.#run(options, (bounds) => this.#parts.mouse.move(to, bounds, options));
  }

  down(options: ButtonOptions): Promise<void> {
    return this.#pressing(options, (bounds) => this.#parts.mouse.down(options, bounds));
  }

  up(options: ButtonOptions): Promise<void> {
    return this.#pressing(options, (bounds) => this.#parts.mouse.up(options, bounds));
  }

  click(at: Position, options: MouseClickOptions): Promise<void> {
    return this.#pressing(options, (bounds) => this.#parts.mouse.click(at, bounds, options));
  }

  wheel(delta: Position, options: OperationOptions): Promise<void> {
    return this.#run(options, (bounds) => this.#parts.mouse.wheel(delta, bounds));
  }

  /** An action of a button, which may start a navigation. */
  #pressing(options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    return this.#run(options, async (bounds) => {
      await act(bounds);
      await inputHandled(this.#parts, bounds);
    });
  }

  #run(options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    return waitingOperation(this.#parts, { subject: "the mouse", options, isBlind: true, act });
  }
}
