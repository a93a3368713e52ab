import type { Clock } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import { cutAt } from "../base/wording/bounded-text.js";
import type { PageActivity, PageEvidence, PageSnapshot, PageTrace, SnapshotOptions } from "../scenario/ports/evidence.js";
import type { CdpSession } from "./cdp-session.js";
import type { PageLog } from "./page-log.js";

/** A picture that is too large is taken again with the next quality. */
const JPEG_QUALITIES = [60, 30, 10] as const;
/** Values of fields are masked after the cut, so a little more is read. */
const READ_BEYOND = 4096;

interface CdpEvidenceParts {
  readonly cdp: CdpSession;
  readonly log: PageLog;
  readonly clock: Clock;
  readonly trace: () => Promise<PageTrace>;
}

/** What a page shows of itself, for both engines, through the DevTools protocol. */
export class CdpEvidence implements PageEvidence {
  readonly #cdp: CdpSession;
  readonly #log: PageLog;
  readonly #clock: Clock;
  /** Records the page. */
  readonly trace: () => Promise<PageTrace>;

  constructor({ cdp, log, clock, trace }: CdpEvidenceParts) {
    this.#cdp = cdp;
    this.#log = log;
    this.#clock = clock;
    this.trace = trace;
  }

  activity(): PageActivity {
    return this.#log.activity();
  }

  async snapshot({ timeoutMs, pictureBytes, htmlLength }: SnapshotOptions): Promise<PageSnapshot> {
    const within = <T>(part: Promise<T>, what: string): Promise<T | undefined> =>
      withDeadline(part, { clock: this.#clock, timeoutMs, what }).catch(() => undefined);
    // A page whose script hangs may still be drawn, so one does not wait for the other.
    const [picture, html] = await Promise.all([
      pictureBytes > 0 ? within(this.#picture(pictureBytes), "a picture") : undefined,
      htmlLength > 0 ? within(this.#html(htmlLength), "the HTML") : undefined,
    ]);
    return { picture, html };
  }

  async #picture(mostBytes: number): Promise<Uint8Array | undefined> {
    for (const quality of JPEG_QUALITIES) {
      const picture = { format: "jpeg", quality, optimizeForSpeed: true } as const;
      const { data } = await this.#cdp.send("Page.captureScreenshot", picture);
      const bytes = Buffer.from(data, "base64");
      if (bytes.length <= mostBytes) return bytes;
    }
    return undefined;
  }

  /** Read in a world of its own, where the page cannot have replaced what is used. */
  async #html(length: number): Promise<string | undefined> {
    const { frameTree } = await this.#cdp.send("Page.getFrameTree");
    const world = { frameId: frameTree.frame.id, worldName: "liveload-evidence" };
    const { executionContextId } = await this.#cdp.send("Page.createIsolatedWorld", world);
    const { result } = await this.#cdp.send("Runtime.evaluate", {
      expression: `${HTML}.slice(0, ${length + READ_BEYOND})`,
      contextId: executionContextId,
      returnByValue: true,
      silent: true,
    });
    if (typeof result.value !== "string") return undefined;
    const isCut = result.value.length === length + READ_BEYOND;
    // Half a tag would not be recognized.
    const whole = isCut ? result.value.slice(0, result.value.lastIndexOf("<")) : result.value;
    return cutAt(withoutFieldSecrets(whole), length);
  }
}

/** Runs in the page. */
const HTML = '((document.doctype ? "<!doctype " + document.doctype.name + ">\\n" : "") + document.documentElement.outerHTML)';

const INPUT = /<input\b(?:[^>"]|"[^"]*")*>?/gi;
const SECRET_FIELD = /\s(?:type="password"|autocomplete="[^"]*(?:password|one-time-code|cc-number|cc-csc)[^"]*")/i;

/** Removes the values of fields for passwords, codes and card numbers. The browser writes every attribute with double quotes. */
export function withoutFieldSecrets(html: string): string {
  return html.replace(INPUT, (tag) => (SECRET_FIELD.test(tag) ? tag.replace(/\svalue="[^"]*"?/gi, ' value="***"') : tag));
}
