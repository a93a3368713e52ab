/** Fails when a member of a type in `src/` is declared but never read: see `unread-members/find-unread.mjs`. */
import { fileURLToPath } from "node:url";
import { ALLOWED } from "./unread-members/allowed.mjs";
import { findUnread } from "./unread-members/find-unread.mjs";

const { unread, idle } = findUnread(fileURLToPath(new URL("../src", import.meta.url)), Object.keys(ALLOWED));
for (const { file, line, type, member } of unread) process.stdout.write(`src/${file}:${line} ${type}.${member} is never read\n`);
for (const entry of idle) process.stdout.write(`scripts/unread-members/allowed.mjs allows "${entry}", which is read or gone\n`);
process.exit(unread.length + idle.length === 0 ? 0 : 1);
