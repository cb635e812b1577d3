import { adapter, environment } from "../../../adapters/vercel/index.ts";
import type { AnyShape, Inverse } from "../../../src/adapter/index.ts";
import type { Deployment } from "../deployment.ts";
import { startControlPlane } from "./control-plane.ts";
import { start } from "./start.ts";

/** An app's functions on Vercel's own handler code, with the queue's API beside them. */
export async function deploy(dir: string, env: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const { inverse } = adapter.shapes.queue as AnyShape & { readonly inverse: Inverse<"events", Request, Response> };
  const plane = await startControlPlane((call) => inverse.serve?.(call) as Promise<Response>);
  const runtime = await start({
    dir,
    unit: "http",
    env: { ...environment, ...env, VERCEL_QUEUE_BASE_URL: plane.origin },
  });
  return {
    origin: runtime.origin,
    async send({ name, shape }, wire) {
      const { method, url, headers, body } = wire as Request;
      const init: RequestInit = {
        method,
        headers: [...headers].filter(([field]) => field !== "host"),
        ...(body && { body: await new Response(body).arrayBuffer() }),
      };
      const before = plane.calls.length;
      // What has a trigger is on no route; the rest is called by its name.
      const reply = await (shape === "queue" || shape === "schedules"
        ? runtime.deliver(name, init)
        : fetch(`${runtime.origin}/${name}${new URL(url).search}`, init));
      const [call = ""] = plane.calls.slice(before);
      const [verb = "", , asked = ""] = call.split(" ");
      return { reply, told: [reply.status, verb, asked.replace(/\D+/g, "")].filter(Boolean).join(" ") };
    },
    logs: () => runtime.logs(),
    async stop() {
      await runtime.stop();
      await plane.stop();
    },
  };
}
