import { jsonOf, type Payload, recorded } from "./payload.ts";

/** What the probe of the recording wrote for a value. */
type Tagged = {
  readonly Object?: unknown;
  readonly Buffer?: string;
  readonly string?: string;
  readonly number?: number;
};
interface Golden {
  readonly results: readonly {
    readonly fixture: string;
    readonly function: string;
    readonly handlerInput: Tagged | readonly Tagged[];
    readonly triggerMetadata: Readonly<Record<string, unknown>>;
  }[];
}

const untagged = ({ Object: json, Buffer: text, ...scalar }: Tagged): unknown =>
  json ?? (text === undefined ? (scalar.string ?? scalar.number) : Buffer.from(text));

const BINDINGS: Readonly<Record<string, object>> = {
  "storage-queue": { type: "queueTrigger", queueName: "orders" },
  "service-bus": { type: "serviceBusTrigger", queueName: "orders" },
  "event-hubs": { type: "eventHubTrigger", eventHubName: "clicks" },
  kafka: { type: "kafkaTrigger", topic: "clicks" },
  timer: { type: "timerTrigger" },
  "event-grid": { type: "eventGridTrigger" },
  // No triggers of ours: blobs come by Event Grid.
  blob: { type: "blobTrigger" },
  "cosmos-db": { type: "cosmosDBTrigger" },
};

const BLOB = /^\/blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/;

/** What the events of an input are, read by hand. */
function eventsOf(folder: string, inputs: readonly unknown[], contentType: unknown): Payload["events"] {
  return inputs.map((input) => {
    const parsed = input instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(input)) : input;
    if (folder === "timer") return { data: undefined };
    if (folder === "kafka") return { data: (parsed as { Value: unknown }).Value };
    // The library has read JSON where the sender had said text.
    if (/^text\//.test(String(contentType))) return { data: JSON.stringify(parsed) };
    if (folder !== "event-grid") return { data: parsed };
    const { id, data, subject } = parsed as { id: string; data: unknown; subject: string };
    const [, bucket, key] = BLOB.exec(subject) ?? [];
    return { id, data: bucket ? { bucket, key } : data };
  });
}

/** What the real worker and library handed to handlers. */
export function azure(): Payload[] {
  if (!recorded) return [];
  const { results } = jsonOf<Golden>("azure/_golden/worker-3.9.1.functions-4.16.5.json");
  return results.map(({ fixture, handlerInput, triggerMetadata }) => {
    const folder = fixture.split("/")[0] as string;
    const many = Array.isArray(handlerInput);
    const inputs = [handlerInput].flat().map((one) => untagged(one as Tagged));
    const trigger = { ...BINDINGS[folder], ...(many && { cardinality: "many" }) };
    const native = { input: many ? inputs : inputs[0], trigger, metadata: triggerMetadata, retries: 0 };
    const foreign = folder === "blob" || folder === "cosmos-db";
    const shape = folder === "event-grid" && fixture.includes("/docs.blob-") ? "blob" : folder;
    return {
      name: fixture,
      native,
      claimed: foreign ? [] : [shape],
      ...(!foreign && { events: eventsOf(folder, inputs, triggerMetadata.contentType) ?? [] }),
    };
  });
}
