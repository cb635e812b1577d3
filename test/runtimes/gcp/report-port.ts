/**
 * Preloaded into the vendor's process: tells the parent which port the system gave, since functions-framework prints
 * the port it asked for (0), and dies with the parent, however that dies.
 */
import { subscribe } from "node:diagnostics_channel";

// https://nodejs.org/api/diagnostics_channel.html: published once a `net.Server` listens.
subscribe("tracing:net.server.listen:asyncEnd", (message) => {
  const { server } = message as { server: import("node:net").Server };
  const address = server.address();
  if (address && typeof address === "object") process.send?.({ port: address.port });
});
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
// A listener holds the channel, and the channel the process: a server that has drained could not end.
process.channel?.unref();
