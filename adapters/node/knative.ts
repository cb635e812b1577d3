import { error, type FunctionFacts, type TargetConfig, type Unit } from "unmoor/adapter";
import { eventFunctions, settingsOf } from "./config.ts";

/** JSON is YAML, and nobody takes a quoted text for anything else. */
const quoted = (value: string): string => JSON.stringify(value);

/** Lower-case letters, digits and `-`, 63 at most: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const slug = (text: string): string =>
  text
    .replace(/([a-z\d])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .slice(0, 63)
    .replace(/-$/, "");

/**
 * The app on Knative: a service for who calls it, one in the cluster alone for its events, one that always runs for
 * its schedules, all of one image; and a Trigger for each event function. Nothing where there are HTTP functions and
 * tasks alone.
 *
 * @see https://knative.dev/docs/eventing/triggers/
 * @see https://knative.dev/docs/serving/services/private-services/
 */
export function knative(units: readonly Unit[], config: TargetConfig): string | undefined {
  const events = eventFunctions(units);
  const scheduled = units.some(({ trigger }) => trigger === "schedule");
  if (!events[0] && !scheduled) return undefined;
  const called = units.some(({ trigger }) => trigger === "http" || trigger === "task");
  const { name } = config;
  const off = scheduled ? ['SCHEDULES: "off"'] : [];
  const blocks = [
    ...(called ? [service(name, { env: off, config })] : []),
    ...(events[0]
      ? // One port is all that Knative opens: the number that it says itself.
        [service(`${name}-events`, { env: ['EVENTS_PORT: "8080"', ...off], local: true, config })]
      : []),
    // More than one would run everything more than once.
    ...(scheduled ? [service(`${name}-schedules`, { env: [], local: true, always: true, config })] : []),
    ...units.flatMap((unit) =>
      unit.functions.filter((fn) => events.includes(fn)).flatMap((fn) => triggers(fn, unit, config)),
    ),
  ];
  return blocks.join("---\n");
}

interface ServiceParts {
  readonly env: readonly string[];
  readonly local?: boolean;
  readonly always?: boolean;
  readonly config: TargetConfig;
}

function service(name: string, { env, local, always, config }: ServiceParts): string {
  const { timeoutMs, health } = settingsOf(config);
  const lines = env.map((line) => {
    const [key, value] = line.split(": ");
    return `            - { name: ${key}, value: ${value} }\n`;
  });
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: ${name}
${local ? "  labels:\n    networking.knative.dev/visibility: cluster-local\n" : ""}spec:
  template:
${always ? '    metadata:\n      annotations:\n        autoscaling.knative.dev/min-scale: "1"\n        autoscaling.knative.dev/max-scale: "1"\n' : ""}    spec:
      timeoutSeconds: ${Math.min(600, timeoutMs / 1000)}
      containers:
        - image: IMAGE # as you have pushed it
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet: { path: ${quoted(health)} }
${lines.length ? `          env:\n${lines.join("")}` : ""}`;
}

/** Knative's filters ask for equal attributes, all of them: a bucket's two kinds of events are two Triggers. */
function triggers(fn: FunctionFacts, unit: Unit, config: TargetConfig): string[] {
  const { broker, deadLetterSink } = settingsOf(config);
  const filters = filtersOf(fn, config);
  return filters.map((attributes, nth) => {
    const lines = Object.entries(attributes).map(([key, value]) => `      ${key}: ${quoted(value)}\n`);
    const ordered = unit.shape === "ordered";
    return `apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: ${slug(`${config.name}-${fn.name}`)}${nth ? `-${nth + 1}` : ""}
${ordered ? "  annotations:\n    kafka.eventing.knative.dev/delivery.order: ordered\n" : ""}spec:
  broker: ${broker}
${lines.length ? `  filter:\n    attributes:\n${lines.join("")}` : ""}  subscriber:
    ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${config.name}-events }
    uri: /${fn.name}
  delivery:
    retry: ${(fn.attempts ?? ATTEMPTS) - 1}
    backoffPolicy: exponential
    backoffDelay: PT1S
${deadLetterSink ? `    deadLetterSink:\n      uri: ${quoted(deadLetterSink)}\n` : ""}`;
  });
}

/** Deliveries where the app does not say how many. */
export const ATTEMPTS = 5;

/** What the attributes of a function's events are. */
function filtersOf({ name, source }: FunctionFacts, config: TargetConfig): Readonly<Record<string, string>>[] {
  const { kind, name: channel, match, when } = source ?? { kind: "cloudEvent" };
  if (kind === "cloudEvent") return [match ?? {}];
  const given = (config.resources as Readonly<Record<string, unknown>> | undefined)?.[`${channel}`];
  if (given !== undefined) {
    const attributes = Object.entries(Object(given) as object);
    if (
      typeof given !== "object" ||
      attributes.some(([key, value]) => !/^[a-z\d]+$/.test(key) || typeof value !== "string")
    )
      throw error(
        "INVALID_TARGET_CONFIG",
        `node.resources["${channel}"] of "${name}" is ${JSON.stringify(given)}; write the attributes of its events: {"type":"com.acme.ordered"}`,
      );
    return [given as Readonly<Record<string, string>>];
  }
  const types = kind === "bucket" ? (when ? [`bucket.${when}`] : ["bucket.created", "bucket.deleted"]) : [kind];
  return types.map((type) => ({ type: `dev.unmoor.${type}`, channel: `${channel}` }));
}
