import type { InteractionAdapter } from "../interaction-adapter.js";

type Register = (callback: () => void) => void;

/** The parts of `window.Livewire` that its documentation describes. */
interface Livewire {
  interceptMessage?(callback: (message: Message) => void): void;
  hook(name: "request", callback: (request: Request) => void): void;
}

interface Message {
  readonly message: object;
  readonly onSend: Register;
  readonly onCancel: Register;
  readonly onFailure: Register;
  readonly onError: Register;
  readonly onFinish: Register;
}

interface Request {
  readonly url: string;
  readonly options: object;
  readonly succeed: Register;
  readonly fail: Register;
}

/** Livewire 4 by its message interceptor, 3 by its hook of requests. */
export const livewire: InteractionAdapter = {
  name: "livewire",
  signs: ["livewire:init"],
  page(side) {
    side.on("livewire:init", () => {
      const { Livewire } = globalThis as unknown as { readonly Livewire?: Livewire };
      if (Livewire?.interceptMessage === undefined) {
        Livewire?.hook("request", ({ url, options, succeed, fail }) => {
          side.sends(options, url);
          succeed(() => side.settles(options));
          fail(() => side.over(options));
        });
        return;
      }
      Livewire.interceptMessage(({ message, onSend, onCancel, onFailure, onError, onFinish }) => {
        onSend(() => side.sends(message, null));
        for (const register of [onCancel, onFailure, onError]) register(() => side.over(message));
        onFinish(() => side.settles(message));
      });
    });
  },
};
