import { writeSync } from "node:fs";

// Preloaded into a server: tells its parent what it has used.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system, rss: process.memoryUsage().rss / 2 ** 20 });
});
process.channel?.unref();
// Where the channel is gone, so is the parent.
process.on("disconnect", () => process.exit());
if (!process.channel) writeSync(2, "no channel\n");
