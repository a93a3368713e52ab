import { parseArgs } from "node:util";
import { startTarget } from "./target.js";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    delay: { type: "string", default: "0" },
    secret: { type: "string" },
    "exit-with-stdin": { type: "boolean", default: false },
  },
});

const { host, secret } = values;
const target = await startTarget({ port: Number(values.port), host, delayMs: Number(values.delay), ...(secret && { secret }) });
const stop = (): void => void target.close().then(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (values["exit-with-stdin"]) process.stdin.resume().once("close", stop);
process.stdout.write(`${JSON.stringify({ url: target.url })}\n`);
