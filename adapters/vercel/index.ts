import type { Adapter, Shape } from "unmoor/adapter";
import { fetchCodec } from "./codec/fetch.ts";
import { emit, folder } from "./emit.ts";
import { entry } from "./entry.ts";
import { fetchInverse } from "./inverse/fetch.ts";
import { limits, traits } from "./traits.ts";

const fetchShape: Shape<"http", Request, Response, unknown> = {
  codec: () => fetchCodec(),
  inverse: fetchInverse,
  traits,
  limits,
};

const later = (what: string): { readonly lacks: string } => ({ lacks: `unmoor does not carry ${what} on Vercel yet` });

/** Vercel Functions, by Build Output API v3. */
export const adapter: Adapter = {
  name: "vercel",
  shapes: { fetch: fetchShape },
  triggers: {
    http: ["fetch"],
    queue: later("Vercel Queues"),
    topic: later("topics (Vercel Queues)"),
    stream: { lacks: "Vercel has no ordered streams" },
    schedule: later("cron jobs and Schedules"),
    bucket: { lacks: "Vercel Blob has no bucket events" },
    cloudEvent: later("CloudEvents over HTTP"),
    task: later("tasks"),
  },
  pack: "unit",
  entry,
  file: (unit) => `${folder(unit)}/index.mjs`,
  emit,
};
