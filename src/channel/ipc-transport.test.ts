import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { IpcTransport, portOfChild } from "./ipc-transport.js";
import { CLOSE_CODES, type TransportClosed } from "./transport.js";

const ECHO = fileURLToPath(new URL("../../test/contract/channel-echo-child.mjs", import.meta.url));

function echoing() {
  const child = fork(ECHO, { serialization: "advanced", stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const transport = new IpcTransport(portOfChild(child));
  const seen: (string | Uint8Array)[] = [];
  let wake = () => {};
  const arrived = (frame: string | Uint8Array) => {
    seen.push(frame);
    wake();
  };
  const closed = new Promise<TransportClosed>((resolve) => {
    transport.listen({
      onText: (text) => arrived(text),
      onBinary: (bytes) => arrived(bytes),
      onClose: resolve,
    });
  });
  const count = async (frames: number) => {
    while (seen.length < frames) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return seen;
  };
  return { child, transport, count, closed };
}

it("a channel to a child carries text and bytes unchanged and in order", async () => {
  const { transport, count } = echoing();
  transport.sendText("a");
  transport.sendBinary(new Uint8Array([1, 2, 255]));
  transport.sendText("b");
  const [up, first, bytes, last] = await count(4);
  expect([up, first, last]).toEqual(["up", "a", "b"]);
  expect([...(bytes as Uint8Array)]).toEqual([1, 2, 255]);
});

it("the death of a child is noticed at once, and later messages to it are dropped", async () => {
  const { child, transport, count, closed } = echoing();
  await count(1);
  child.kill("SIGKILL");
  expect((await closed).code).toBe(CLOSE_CODES.abnormal);
  transport.sendText("nobody reads this");
});

it("closing the channel ends the child", async () => {
  const { child, transport, count } = echoing();
  await count(1);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  transport.close(CLOSE_CODES.normal, "");
  expect(await exited).toBe(0);
});
