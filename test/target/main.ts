import { parseArgs } from "node:util";
import { startTarget } from "./target.js";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    delay: { type: "string", default: "0" },
    "exit-with-stdin": { type: "boolean", default: false },
  },
});

const target = await startTarget({ port: Number(values.port), host: values.host, delayMs: Number(values.delay) });
const stop = (): void => void target.close().then(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (values["exit-with-stdin"]) process.stdin.resume().once("close", stop);
process.stdout.write(`${JSON.stringify({ url: target.url })}\n`);
