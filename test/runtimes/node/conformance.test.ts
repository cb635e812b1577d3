import { request } from "node:http";
import { fileURLToPath } from "node:url";
import * as runner from "vitest";
import type { Push } from "../../../adapters/node/codec/push.ts";
import { adapter, environment } from "../../../adapters/node/index.ts";
import type { NodeReply } from "../../../src/adapter/index.ts";
import { type Built, describeAdapter, type Running } from "../../../src/conformance/door.ts";
import { start } from "./start.ts";

// The whole list on the server that the build wrote, in a process of its own.

/** Posts what a sender would, and gives the answer as it stands on the line. */
const post = (url: string, { rawHeaders, rawBody }: Push): Promise<NodeReply> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", agent: false, setHost: false });
    for (let i = 0; i < rawHeaders.length; i += 2)
      call.appendHeader(rawHeaders[i] as string, rawHeaders[i + 1] as string);
    call.once("error", reject).once("response", async (response) => {
      const body = new Uint8Array(Buffer.concat(await response.toArray()));
      const headers = response.rawHeaders.map((text, i) => (i % 2 ? text : text.toLowerCase()));
      resolve({ status: response.statusCode as number, headers, body: body.length ? body : null });
    });
    call.end(rawBody);
  });

/** Starts the server; runs of schedules start it anew, shortly before they are due. */
async function running({ dir, shape, env }: Built): Promise<Running> {
  if (shape === "cron") return scheduled({ dir, env });
  const runtime = await start({ dir, env });
  const base = shape === "task" || shape === "http" ? runtime.origin : runtime.events;
  return {
    origin: runtime.origin,
    logs: runtime.logs,
    send: (name, wire) => post(`${base}/${name}`, wire as Push),
    async stop() {
      runtime.signal("SIGTERM");
      // Handlers that hang do not end by themselves.
      const late = setTimeout(() => void runtime.stop(), 5000);
      await runtime.ended;
      clearTimeout(late);
    },
  };
}

/** A minute in which no zone changes its clock. */
const DUE = Date.UTC(2026, 10, 21, 2, 0, 0);

function scheduled({ dir, env }: Pick<Built, "dir" | "env">): Running {
  let logs = "";
  return {
    logs: () => logs,
    now: () => DUE,
    async send(name, wire) {
      const { due } = wire as { readonly due: string };
      const runtime = await start({ dir, env, at: Date.parse(due) - 300 });
      await runtime.logged(`"function":"${name}"`);
      // It ends when its runs have.
      runtime.signal("SIGTERM");
      const code = await runtime.ended;
      const own = runtime
        .logs()
        .split("\n")
        .filter((line) => line.includes(`"${name}"`));
      logs += `${own.join("\n")}\n`;
      if (code !== 0) return new Error(`the server ended with ${code}`);
      return own.some((line) => line.includes("the run was not done")) ? new Error("the run was not done") : undefined;
    },
    async stop() {},
  };
}

describeAdapter(adapter, {
  runner,
  roads: ["runtime"],
  env: environment,
  results: fileURLToPath(new URL("../../../.runtimes/results/", import.meta.url)),
  runtime: {
    config: (shape) => ({
      deadLetterSink: "http://letters.example",
      graceSeconds: 5,
      // Handlers that hang are given up in time for a test.
      ...(shape !== "http" && { timeoutSeconds: 2 }),
    }),
    start: running,
  },
});
