/** Preloaded: once a server listens, asks it for a page, says what came and whether undici is there, and ends. */
import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

subscribe("tracing:net.server.listen:asyncEnd", (message) => {
  const { port } = (message as { server: Server }).server.address() as AddressInfo;
  // Not imported, which would load undici itself.
  process.getBuiltinModule("node:http").get({ port, path: "/hello/you" }, (response) => {
    let body = "";
    response.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    response.on("end", () => {
      const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
      const undici = moduleLoadList.some((name) => name.includes("undici"));
      process.stdout.write(`${JSON.stringify({ status: response.statusCode, body, undici })}\n`);
      process.exit();
    });
  });
});
