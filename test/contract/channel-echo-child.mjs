/** Sends everything back that comes over the channel to its parent. */
process.on("message", (message) => process.send(message));
process.on("disconnect", () => process.exit(0));
process.send("up");
