import type { ProtocolMapping } from "devtools-protocol/types/protocol-mapping.js";

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;

/** A session of the DevTools protocol with one page, in either engine. */
export interface CdpSession {
  send<Method extends keyof Commands>(
    method: Method,
    ...params: Commands[Method]["paramsType"]
  ): Promise<Commands[Method]["returnType"]>;
  on<Event extends keyof Events>(event: Event, listener: (params: Events[Event][0]) => void): void;
}

/** A session that was opened beside the one that measures its page. */
export interface AttachedSession {
  readonly cdp: CdpSession;
  readonly detach: () => Promise<void>;
}
