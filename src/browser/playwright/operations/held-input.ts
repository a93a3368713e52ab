import type { Page } from "playwright-core";
import type { ClickOptions, MouseButton } from "../../../scenario/ports/pointer.js";

/** The keys and buttons that Playwright holds, or may hold after an action that failed halfway. */
export class HeldInput {
  readonly keys = new Set<string>();
  readonly buttons = new Set<MouseButton>();

  get isEmpty(): boolean {
    return this.keys.size === 0 && this.buttons.size === 0;
  }

  /** Performs an action of the pointer; when it ends in the middle of a click, Playwright releases nothing. */
  async during<T>({ modifiers = [], delayMs = 0, button = "left" }: Partial<ClickOptions>, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      for (const modifier of modifiers) this.keys.add(modifier);
      if (delayMs > 0) this.buttons.add(button);
      throw error;
    }
  }

  /** Releases the buttons outside of the viewport, where this clicks nothing and drops nothing, and the last key first. */
  async release({ mouse, keyboard }: Page): Promise<void> {
    const [buttons, keys] = [[...this.buttons], [...this.keys].toReversed()];
    this.buttons.clear();
    this.keys.clear();
    if (buttons.length > 0) await mouse.move(-1, -1);
    for (const button of buttons) await mouse.up({ button });
    for (const key of keys) await keyboard.up(key);
  }
}
