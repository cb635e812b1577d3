import { fileURLToPath } from "node:url";
import type { Adapter, EventTrait, HttpTrait, Inverse, Trait, Unit } from "unmoor/adapter";
import { type Answer, type Call, call } from "./codec/call.ts";
import { type Notes, notes } from "./codec/notes.ts";

// A provider from outside: this folder and the one line that names it is all there is to it.

const runtime = fileURLToPath(new URL("./runtime.ts", import.meta.url));
const later = { lacks: "the toy platform has calls and notes" } as const;
const httpTraits = {
  streaming: { lacks: "the toy platform takes whole texts" },
  requestStreaming: later,
  truncation: later,
  disconnect: later,
  deadline: later,
  background: later,
  rawPath: true,
  rawQuery: true,
  cookies: true,
  headers: true,
  bodies: true,
  untouched: true,
  drain: true,
  backpressure: later,
  repeated: true,
} as const satisfies Record<HttpTrait, Trait>;
const eventTraits: Record<EventTrait, Trait> = {
  partial: true,
  delay: later,
  attempt: later,
  deadLetter: true,
  id: true,
  order: true,
  redelivery: true,
  trace: later,
};

const callInverse: Inverse<"http", Call, Answer> = {
  wire: async ({ request }) => [
    request.method,
    new URL(request.url).pathname,
    [...request.headers],
    await request.text(),
  ],
  outcome: (reply) => (reply instanceof Error ? reply : new Response(reply[2], { status: reply[0] })),
};
const notesInverse: Inverse<"events", Notes, readonly number[]> = {
  wire: ({ events }) => ({ notes: events.map(({ event }) => String(event.data)) }),
  outcome: (reply, { notes }) =>
    reply instanceof Error
      ? reply
      : notes.map((_, i) => (reply.includes(i) ? { is: "retry", error: new Error("again") } : { is: "done" })),
};

export function entry(unit: Unit): string {
  const from = `import { call, carry, eventDispatch, httpDispatch, notes } from ${JSON.stringify(runtime)};`;
  if (unit.trigger === "http")
    return `${from}
import { routes } from ${JSON.stringify(unit.module)};
export const handler = carry(call(), httpDispatch(routes, { provider: "toy" }));
`;
  const [fn] = unit.functions;
  return `${from}
import * as functions from ${JSON.stringify(unit.module)};
export const handler = carry(notes(), eventDispatch("${fn?.name}", functions.${fn?.name}, { provider: "toy" }));
`;
}

export const toy: Adapter = {
  name: "toy",
  shapes: {
    call: { codec: call, inverse: callInverse, traits: httpTraits, limits: { durationMs: 60_000 } },
    stream: { codec: call, inverse: callInverse, traits: { ...httpTraits, streaming: true }, limits: {} },
    line: { codec: call, inverse: callInverse, traits: httpTraits, limits: {}, streamed: "stream" },
    notes: { codec: notes, inverse: notesInverse, traits: eventTraits, limits: {} },
  },
  triggers: {
    http: ["call", "line", "stream"],
    queue: ["notes"],
    topic: later,
    stream: later,
    schedule: later,
    bucket: later,
    cloudEvent: later,
    task: later,
  },
  pack: "unit",
  entry,
  file: (unit) => `${unit.name}/index.mjs`,
  emit: (units, config) => ({
    "toy.json": JSON.stringify({ app: config.name, units: units.map(({ name, shape }) => ({ name, shape })) }),
  }),
};
