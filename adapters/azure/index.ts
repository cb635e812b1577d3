import type { Adapter, NodeReply, Shape } from "unmoor/adapter";
import { type HttpOptions, type HttpWire, httpStream } from "./codec/stream.ts";
import { emit } from "./emit.ts";
import { entry, main } from "./entry.ts";
import { streamInverse } from "./inverse/stream.ts";
import { limits, traits } from "./traits.ts";

const stream: Shape<"http", HttpWire, NodeReply, HttpOptions> = {
  codec: httpStream,
  inverse: streamInverse,
  traits,
  limits,
};

const later = (what: string): { readonly lacks: string } => ({ lacks: `unmoor does not carry ${what} on Azure yet` });

/** Azure Functions, programming model v4. */
export const adapter: Adapter = {
  name: "azure",
  shapes: { stream },
  triggers: {
    http: ["stream"],
    queue: later("Service Bus queues"),
    topic: later("Service Bus topics"),
    stream: later("Event Hubs"),
    schedule: later("timers"),
    bucket: later("blob events"),
    cloudEvent: later("Event Grid"),
    task: later("tasks"),
  },
  pack: "app",
  entry,
  main,
  // The host loads one module; units are its chunks.
  file: () => "dist/index.mjs",
  emit,
  bundle: {
    // The worker gives it to `require` alone: Azure/azure-functions-nodejs-library#201.
    external: ["@azure/functions-core"],
    // The library is CommonJS and asks for `util`, `http` and the worker's module.
    banner: 'import{createRequire as unmoorRequire}from"node:module";const require=unmoorRequire(import.meta.url);',
  },
};
