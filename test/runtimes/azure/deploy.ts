import type { EventWire } from "../../../adapters/azure/codec/event.ts";
import type { NodeReply } from "../../../src/adapter/index.ts";
import type { Deployment } from "../deployment.ts";
import type { TypedData } from "./core.ts";
import { start } from "./start.ts";
import { typed } from "./typed.ts";

/** An app as one function app on the library's own programming model. */
export async function deploy(dir: string, env: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const runtime = await start({ dir, unit: "http", env });
  return {
    origin: runtime.origin,
    async send({ name, trigger }, wire) {
      if (trigger === "task") {
        // The host has checked the key.
        const { body } = wire as { readonly body: ReadableStream | null };
        const init = { method: "POST", body: await new Response(body).text() };
        const response = await fetch(`${runtime.origin}/${name}`, init);
        const bytes = new Uint8Array(await response.arrayBuffer());
        const reply: NodeReply = { status: response.status, headers: [], body: bytes };
        return { reply, told: `${response.status}` };
      }
      const { input, metadata, retries } = wire as EventWire;
      const triggerMetadata = Object.entries(metadata).map(([key, value]): [string, TypedData] => [key, typed(value)]);
      const event = { data: typed(input), metadata: Object.fromEntries(triggerMetadata), retries };
      const { failure } = await runtime.invoke(name, event);
      return failure === undefined
        ? { reply: undefined, told: "completed" }
        : { reply: new Error(failure.split("\n")[0]), told: "failed" };
    },
    logs: () => runtime.lines.map(({ text }) => `${text}\n`).join(""),
    stop: () => runtime.stop(),
  };
}
