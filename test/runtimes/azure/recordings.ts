import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { TypedData } from "./core.ts";
import type { TriggerEvent } from "./start.ts";
import { typedOf } from "./typed.ts";

const folder = new URL("../../../../shared/fixtures/azure/", import.meta.url);
export const present: boolean = existsSync(folder);
if (!present) console.warn(`skipped: ${folder.pathname} is not on this machine`);

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), "utf8"));

/** What a handler of the real worker has got for a fixture; types are tags: `{ Buffer: "text" }`. */
export interface Recording {
  readonly fixture: string;
  readonly function: string;
  readonly handlerInput: unknown;
  readonly triggerMetadata: Readonly<Record<string, unknown>>;
}

export const recordings: readonly Recording[] = present
  ? (read("_golden/worker-3.9.1.functions-4.16.5.json") as { results: readonly Recording[] }).results
  : [];

/** Folders of fixtures that a trigger of ours gets, and their payloads. */
export const files = (folderName: string): readonly string[] =>
  present ? readdirSync(new URL(`${folderName}/`, folder)).map((name) => `${folderName}/${name}`) : [];

/** Bindings of the probe's functions: cardinality, and Kafka by the generic trigger. */
export const PROBES: Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly type: string }>> = {
  queue1: { type: "queueTrigger", queueName: "q", connection: "c" },
  queueBin: { type: "queueTrigger", queueName: "q", connection: "c", dataType: "binary" },
  sb1: { type: "serviceBusTrigger", queueName: "q", connection: "c" },
  sbMany: { type: "serviceBusTrigger", queueName: "q", connection: "c", cardinality: "many" },
  eh1: { type: "eventHubTrigger", eventHubName: "h", connection: "c", cardinality: "one" },
  ehMany: { type: "eventHubTrigger", eventHubName: "h", connection: "c", cardinality: "many" },
  kafka1: { type: "kafkaTrigger", topic: "t", brokerList: "b", cardinality: "ONE" },
  kafkaMany: { type: "kafkaTrigger", topic: "t", brokerList: "b", cardinality: "MANY" },
  timer1: { type: "timerTrigger", schedule: "0 */5 * * * *" },
  blob1: { type: "blobTrigger", path: "c/{name}", connection: "c" },
  cosmos1: { type: "cosmosDBTrigger", databaseName: "d", containerName: "c", connection: "c" },
  eg1: { type: "eventGridTrigger" },
};

/** What the host sent for a recording. */
export function sent({ fixture, handlerInput }: Recording): TriggerEvent {
  const [, path = "", element, binary] = /^([^ #]+)(?:#(\d+))?( \(dataType binary\))?$/.exec(fixture) ?? [];
  const value = read(path);
  if (element !== undefined) {
    // Event Grid posts lists; its extension hands over one by one, its data being binding data.
    const event = (value as { data?: unknown }[])[Number(element)];
    return { data: { json: JSON.stringify(event) }, metadata: { data: { json: JSON.stringify(event?.data) } } };
  }
  const { data, triggerMetadata } = value as { data?: unknown; triggerMetadata: Readonly<Record<string, unknown>> };
  const { sys: _, ...all } = triggerMetadata;
  const metadata: Record<string, TypedData> = {};
  // With bytes, the body's fields are no binding data.
  for (const [key, each] of Object.entries(all)) if (!binary || key !== "name") metadata[key] = typedOf(each);
  if (binary) return { data: { bytes: Buffer.from(data as string) }, metadata };
  if (data !== undefined) return { data: typedOf(data), metadata };
  // Captured without its body: the probe had these.
  const body = (handlerInput as { Buffer?: string; Object?: unknown }) ?? {};
  return {
    data: body.Buffer === undefined ? { json: JSON.stringify(body.Object) } : { bytes: Buffer.from(body.Buffer) },
    metadata,
  };
}
