import type { FunctionFacts, TargetConfig, Unit } from "unmoor/adapter";
import { attemptsOf } from "./binding.ts";
import { registeredName, subscriberOf } from "./name.ts";
import { exists, resourceName } from "./resource.ts";

/** Commands that make what event functions listen to, before the code is there and, for Event Grid, after it. */
export interface Commands {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Event Grid gives up after so many deliveries by default, and at most. */
const GRID_ATTEMPTS = 30;

const arm = (provider: string): string => `/subscriptions/$SUBSCRIPTION/resourceGroups/$GROUP/providers/${provider}`;
const storage = arm("Microsoft.Storage/storageAccounts/$STORAGE");
const lines = (...parts: readonly string[]): string => parts.join(" \\\n  ");

/**
 * The Azure CLI's commands for what does not exist yet. What `resources` names is left alone, but for this app's own
 * subscriptions and consumer groups on it.
 */
export function commands(units: readonly Unit[], config: TargetConfig): Commands {
  const before = new Set<string>();
  const after: string[] = [];
  for (const unit of units)
    for (const fn of unit.functions) {
      const { shape } = unit;
      // An app setting, to the shell.
      const name = (): string => resourceName(fn, shape, config).replace(/^%(\w+)%$/, "$$$1");
      const made = !exists(fn, config);
      const own = subscriberOf(fn);
      const inNamespace = '--resource-group "$GROUP" --namespace-name';
      const deliveries = `--max-delivery-count ${attemptsOf(fn, shape)}`;
      if (shape === "service-bus" && made)
        before.add(
          lines(
            `az servicebus queue create ${inNamespace} "$SERVICE_BUS" --name ${name()}`,
            `${deliveries}${fn.source?.fifo ? " --enable-session true" : ""}`,
          ),
        );
      if (shape === "service-bus-topic") {
        if (made) before.add(`az servicebus topic create ${inNamespace} "$SERVICE_BUS" --name ${name()}`);
        before.add(
          lines(
            `az servicebus topic subscription create ${inNamespace} "$SERVICE_BUS" --topic-name ${name()}`,
            `--name ${own} ${deliveries}`,
          ),
        );
      }
      if (shape === "storage-queue" && made)
        before.add(`az storage queue create --account-name "$STORAGE" --name ${name()} --auth-mode login`);
      if (shape === "event-hubs") {
        if (made) before.add(`az eventhubs eventhub create ${inNamespace} "$EVENT_HUBS" --name ${name()}`);
        before.add(
          lines(
            `az eventhubs eventhub consumer-group create ${inNamespace} "$EVENT_HUBS" --eventhub-name ${name()}`,
            `--name ${own}`,
          ),
        );
      }
      if (shape === "blob") {
        if (made)
          before.add(`az storage container create --account-name "$STORAGE" --name ${name()} --auth-mode login`);
        after.push(
          subscription(unit, fn, storage, [
            `--subject-begins-with /blobServices/default/containers/${name()}/`,
            `--included-event-types Microsoft.Storage.Blob${fn.source?.when === "deleted" ? "Deleted" : "Created"}`,
          ]),
        );
      }
      if (shape === "event-grid") {
        const { name: topic, match: { type, source, subject } = {} } = fn.source ?? {};
        if (topic && made)
          before.add(
            lines(
              `az eventgrid topic create --resource-group "$GROUP" --name ${name()} --location "$REGION"`,
              "--input-schema cloudeventschemav1_0",
            ),
          );
        after.push(
          subscription(unit, fn, topic ? arm(`Microsoft.EventGrid/topics/${name()}`) : "$TOPIC", [
            ...(type ? [`--included-event-types ${quoted(type)}`] : []),
            ...(source ? [`--advanced-filter source StringIn ${quoted(source)}`] : []),
            ...(subject ? [`--advanced-filter subject StringIn ${quoted(subject)}`] : []),
          ]),
        );
      }
    }
  if (after[0])
    before.add('az storage container create --account-name "$STORAGE" --name dead-letters --auth-mode login');
  return { before: [...before], after };
}

function subscription(unit: Unit, fn: FunctionFacts, source: string, filters: readonly string[]): string {
  const registered = registeredName(unit, fn);
  return lines(
    `az eventgrid event-subscription create --name ${registered.replace(/[^A-Za-z\d-]/g, "-")}`,
    `--source-resource-id "${source}"`,
    `--endpoint-type azurefunction --endpoint "${arm(`Microsoft.Web/sites/$APP/functions/${registered}`)}"`,
    "--event-delivery-schema cloudeventschemav1_0",
    ...filters,
    `--max-delivery-attempts ${Math.min(fn.attempts ?? GRID_ATTEMPTS, GRID_ATTEMPTS)}`,
    `--deadletter-endpoint "${storage}/blobServices/default/containers/dead-letters"`,
  );
}

/** For a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
