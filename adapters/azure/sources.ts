import type { TargetConfig, Unit } from "unmoor/adapter";
import { connectionsOf } from "./binding.ts";
import { commands } from "./commands.ts";
import { type EventShape, eventTraits } from "./event-traits.ts";
import { agreed } from "./host.ts";

const SECTION = "AzureFunctionsJobHost__extensions__kafka";

const block = (list: readonly string[]): string =>
  list.map((line) => `    ${line.replaceAll("\n", "\n    ")}\n`).join("");
const uses = (units: readonly Unit[], pattern: RegExp): boolean => units.some(({ shape }) => pattern.test(shape));

/** Further names that the README's commands need. */
export function variables(units: readonly Unit[]): string {
  const named = [
    ...(uses(units, /^service-bus/) ? ["SERVICE_BUS=…"] : []),
    ...(uses(units, /^event-hubs$/) ? ["EVENT_HUBS=…"] : []),
    ...(uses(units, /^kafka$/) ? ["KAFKA=…"] : []),
    ...(uses(units, /^(event-grid|blob)$/) ? ["SUBSCRIPTION=…"] : []),
    ...(units.some(({ trigger }) => trigger === "cloudEvent") ? ["TOPIC=…"] : []),
  ];
  return named.map((each) => ` ${each}`).join("");
}

/** What event functions listen to, and how the app may read it: without a secret, by the app's own identity. */
export function sourcesBefore(units: readonly Unit[], config: TargetConfig): string {
  const { before } = commands(units, config);
  const { serviceBus, eventHubs } = connectionsOf(config);
  const access = (role: string, namespace: string, setting: string, provider: string): string[] => [
    `az functionapp config appsettings set --name "$APP" --resource-group "$GROUP" \\\n  --settings ${setting}__fullyQualifiedNamespace="${namespace}.servicebus.windows.net"`,
    `az functionapp identity assign --name "$APP" --resource-group "$GROUP" --role "${role}" \\\n  --scope "$(az ${provider} namespace show --name "${namespace}" --resource-group "$GROUP" --query id --output tsv)"`,
  ];
  const all = [
    ...before,
    ...(uses(units, /^service-bus/)
      ? access("Azure Service Bus Data Receiver", "$SERVICE_BUS", serviceBus, "servicebus")
      : []),
    ...(uses(units, /^event-hubs$/)
      ? access("Azure Event Hubs Data Receiver", "$EVENT_HUBS", eventHubs, "eventhubs")
      : []),
  ];
  const kafka = units.flatMap(({ shape, functions }) => (shape === "kafka" ? functions : []));
  if (kafka[0]) {
    // host.json's published schema knows no section of Kafka; app settings say the same to the host.
    const from = agreed(kafka, "from", ({ source }) => source?.from ?? "latest") === "latest" ? "Latest" : "Earliest";
    const batch = Math.max(...kafka.map(({ batch = 10 }) => batch));
    all.push(
      `az functionapp config appsettings set --name "$APP" --resource-group "$GROUP" \\\n  --settings KafkaBrokers="$KAFKA" ${SECTION}__autoOffsetReset=${from} ${SECTION}__maxBatchSize=${batch}`,
    );
  }
  return all[0]
    ? `
What its functions listen to, as far as it does not exist yet, and the right to read it:

${block(all)}`
    : "";
}

/** Subscriptions of Event Grid need their function first: its extension answers their handshake. */
export function sourcesAfter(units: readonly Unit[], config: TargetConfig): string {
  const { after } = commands(units, config);
  const topic = units.some(({ trigger }) => trigger === "cloudEvent")
    ? ' (`TOPIC` is the resource id of the topic that the events come from, with "Microsoft.EventGrid/…" or a partner\'s in it)'
    : "";
  return after[0] ? `\nThen the subscriptions, for which the functions must be there${topic}:\n\n${block(after)}` : "";
}

/** What the platform cannot do for these functions, in the words of the traits. */
export function lacking(units: readonly Unit[]): string {
  const shapes = new Set(units.map(({ shape }) => shape).filter((shape) => Object.hasOwn(eventTraits, shape)));
  return [...shapes]
    .map((shape) => {
      const traits = Object.entries(eventTraits[shape as EventShape]);
      const lacks = traits.flatMap(([name, trait]) => (trait === true ? [] : [`  - ${name}: ${trait.lacks}.\n`]));
      return `- What ${shape} does not do:\n${lacks.join("")}`;
    })
    .join("");
}
