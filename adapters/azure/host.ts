import { error, type FunctionFacts, type TargetConfig, type Unit } from "unmoor/adapter";
import { attemptsOf, binding } from "./binding.ts";

/**
 * host.json. The extensions' sections hold for all functions of the app.
 *
 * @throws `INVALID_TARGET_CONFIG` where two functions want different things of one section
 * @see https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
export function hostJson(units: readonly Unit[], config: TargetConfig): object {
  const by = (pattern: RegExp): readonly FunctionFacts[] =>
    units.flatMap(({ shape, functions }) => (pattern.test(shape) ? functions : []));
  const longest = Math.max(0, ...units.map(({ timeoutMs = 0 }) => timeoutMs));
  const sections = {
    // Paths are the function's own; `api` by default.
    http: { routePrefix: "" },
    ...serviceBus(units, config),
    ...queues(by(/^storage-queue$/)),
    ...eventHubs(by(/^event-hubs$/)),
  };
  return {
    version: "2.0",
    // What every plan grants by default needs no word.
    ...(longest > 300_000 && { functionTimeout: span(longest) }),
    logging: { applicationInsights: { samplingSettings: { isEnabled: true, excludedTypes: "Request" } } },
    // The host's own default range.
    extensionBundle: { id: "Microsoft.Azure.Functions.ExtensionBundle", version: "[4.*, 5.0.0)" },
    extensions: sections,
  };
}

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus#hostjson-settings */
function serviceBus(units: readonly Unit[], config: TargetConfig): object {
  const mine = units.filter(({ shape }) => shape.startsWith("service-bus"));
  if (!mine[0]) return {};
  const batched = mine.flatMap((unit) =>
    unit.functions.filter((fn) => binding(fn, unit, config).trigger.cardinality === "many"),
  );
  const most = Math.max(...batched.map(({ batch = 1 }) => batch));
  const wait = Math.max(...batched.map(({ windowMs = 0 }) => windowMs));
  return {
    serviceBus: {
      autoCompleteMessages: true,
      // A lock that ends before the function does gives the message to somebody else meanwhile.
      maxAutoLockRenewalDuration: span(Math.max(300_000, ...mine.map(({ timeoutMs = 0 }) => timeoutMs))),
      ...(batched[0] && { maxMessageBatchSize: most }),
      ...(batched[0] && wait && most > 1 && { minMessageBatchSize: most - 1, maxBatchWaitTime: span(wait) }),
    },
  };
}

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings */
function queues(functions: readonly FunctionFacts[]): object {
  const maxDequeueCount = agreed(functions, "attempts", (fn) => attemptsOf(fn, "storage-queue"));
  // By default a failed message is visible again at once.
  return maxDequeueCount
    ? { queues: { maxDequeueCount, visibilityTimeout: "00:00:10", messageEncoding: "base64" } }
    : {};
}

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs#hostjson-settings */
function eventHubs(functions: readonly FunctionFacts[]): object {
  if (!functions[0]) return {};
  const from = agreed(functions, "from", ({ source }) => source?.from ?? "latest");
  const most = Math.max(...functions.map(({ batch = 10 }) => batch));
  const wait = Math.max(...functions.map(({ windowMs = 0 }) => windowMs));
  return {
    eventHubs: {
      maxEventBatchSize: most,
      ...(wait && most > 1 && { minEventBatchSize: most - 1, maxWaitTime: span(wait) }),
      initialOffsetOptions: { type: from === "latest" ? "fromEnd" : "fromStart" },
    },
  };
}

/**
 * What functions agree on.
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function agreed<T>(
  functions: readonly FunctionFacts[],
  option: string,
  of: (fn: FunctionFacts) => T,
): T | undefined {
  const [value, ...others] = new Set(functions.map(of));
  if (!others.length) return value;
  throw error(
    "INVALID_TARGET_CONFIG",
    `${functions.map(({ name }) => `"${name}"`).join(", ")} have different \`${option}\`, of which host.json has one for the app`,
  );
}

/** `hh:mm:ss`, as the schema has it. */
function span(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds >= 86_400) throw error("INVALID_TARGET_CONFIG", `${ms} ms is longer than host.json can say: a day`);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((n) => String(Math.floor(n)).padStart(2, "0"))
    .join(":");
}
