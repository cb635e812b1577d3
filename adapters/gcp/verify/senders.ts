import { cronTimes, type DeployedTrigger, type Found, type TerraformResource } from "unmoor/adapter";
import { block, known, list, refers, seconds } from "./blocks.ts";
import type { Service } from "./services.ts";

type Read = (
  resource: TerraformResource,
  service: Service,
  all: readonly TerraformResource[],
) => DeployedTrigger | undefined;

const SENDERS: Readonly<Record<string, Read>> = {
  google_pubsub_subscription: subscription,
  google_eventarc_trigger: trigger,
  google_cloud_scheduler_job: job,
  google_cloud_tasks_queue: queue,
  google_cloudfunctions2_function: own,
};

/** What of a Terraform module sends to a service. */
export const sendersOf = (service: Service, all: readonly TerraformResource[]): DeployedTrigger[] =>
  all.flatMap((each) => (each.mode === "managed" && SENDERS[each.type]?.(each, service, all)) || []);

/** Without a token nobody is let in; without an audience of its own it is the address. */
const audience = (token: unknown, at: string): Found => {
  const { service_account_email, audience: named } = block(token);
  return {
    value: service_account_email === undefined ? "no token" : named === undefined ? "its own address" : known(named),
    at,
  };
};

const last = (value: unknown): string =>
  String(value)
    .replace(/\.(id|name)\}$/, "")
    .split(/[./]/)
    .at(-1) ?? "";

function subscription({ values, at }: TerraformResource, service: Service): DeployedTrigger | undefined {
  const { push_endpoint, oidc_token, no_wrapper } = block(values.push_config);
  if (!service.is(push_endpoint)) return undefined;
  const { dead_letter_topic, max_delivery_attempts = 5 } = block(values.dead_letter_policy);
  return {
    shapes: ["pubsub"],
    sources: [last(values.topic)],
    at,
    facts: {
      audience: audience(oidc_token, `${at}.push_config.oidc_token`),
      visibility: { value: seconds(values.ack_deadline_seconds ?? 10), at: `${at}.ack_deadline_seconds` },
      deadLetter: { value: dead_letter_topic !== undefined, at: `${at}.dead_letter_policy` },
      ...(dead_letter_topic !== undefined && {
        attempts: { value: known(max_delivery_attempts), at: `${at}.dead_letter_policy.max_delivery_attempts` },
      }),
      order: { value: known(values.enable_message_ordering ?? false), at: `${at}.enable_message_ordering` },
      payload: {
        value: list(no_wrapper)[0] === undefined ? "wrapped" : "unwrapped",
        at: `${at}.push_config.no_wrapper`,
      },
    },
  };
}

function trigger(
  resource: TerraformResource,
  service: Service,
  all: readonly TerraformResource[],
): DeployedTrigger | undefined {
  const { values, at } = resource;
  const { cloud_run_service, cloud_function } = block(values.destination);
  if (!service.is(block(cloud_run_service).service ?? cloud_function)) return undefined;
  const filter = filterOf(values.matching_criteria);
  // Neither Eventarc nor its resource here knows dead letters: a command sets them on its subscription.
  const command = all.find(
    ({ type, values: own }) =>
      /^(terraform_data|null_resource)$/.test(type) &&
      refers(own, resource) &&
      JSON.stringify(own).includes("dead-letter-topic"),
  );
  const [, attempts] = /max-delivery-attempts[= ](\d+)/.exec(JSON.stringify(command?.values) ?? "") ?? [];
  return {
    shapes: [String(filter.type).startsWith("google.cloud.storage.object.") ? "cloud-storage" : "eventarc"],
    sources: [last(filter.bucket?.[0]), last(block(block(values.transport).pubsub).topic)],
    at,
    facts: {
      filter: { value: filter, at: `${at}.matching_criteria` },
      deadLetter: { value: command !== undefined, at: command?.at ?? at },
      ...(attempts && { attempts: { value: Number(attempts), at: command?.at ?? at } }),
    },
  };
}

/** Attributes and what they must be. */
const filterOf = (criteria: unknown): Readonly<Record<string, readonly unknown[]>> =>
  Object.fromEntries(
    list(criteria)
      .map(block)
      .filter(({ operator }) => !operator)
      .map(({ attribute, value }) => [
        String(attribute),
        [typeof value === "string" ? value.replace(/([$%])\1(?=\{)/g, "$1") : value],
      ]),
  );

function job({ values, at }: TerraformResource, service: Service): DeployedTrigger | undefined {
  const { uri, oidc_token } = block(values.http_target);
  if (!service.is(uri)) return undefined;
  const retries = block(values.retry_config).retry_count ?? 0;
  return {
    shapes: ["scheduler"],
    at,
    facts: {
      cron: { value: times(values.schedule), at: `${at}.schedule` },
      timeZone: { value: zone(known(values.time_zone ?? "Etc/UTC")), at: `${at}.time_zone` },
      attempts: {
        value: known(retries) === undefined ? undefined : Number(retries) + 1,
        at: `${at}.retry_config.retry_count`,
      },
      visibility: { value: seconds(values.attempt_deadline ?? "180s"), at: `${at}.attempt_deadline` },
      audience: audience(oidc_token, `${at}.http_target.oidc_token`),
      enabled: { value: values.paused !== true, at: `${at}.paused` },
    },
  };
}

/** When a Unix expression runs, comparable. */
export const times = (cron: unknown): string | undefined =>
  typeof cron !== "string" ? JSON.stringify(cron) : known(cron) && (cronTimes(cron.trim().split(/\s+/), 0) ?? cron);

export const zone = (name: unknown): unknown =>
  /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/i.test(String(name)) ? "UTC" : name;

function queue({ values, at }: TerraformResource, service: Service): DeployedTrigger | undefined {
  const { uri_override, oidc_token } = block(values.http_target);
  const { host } = block(uri_override);
  if (!service.is(host) && !service.is(`https://${host}`)) return undefined;
  return {
    shapes: ["cloud-tasks"],
    sources: [String(values.name)],
    at,
    facts: {
      attempts: { value: known(block(values.retry_config).max_attempts ?? 100), at: `${at}.retry_config.max_attempts` },
      audience: audience(oidc_token, `${at}.http_target.oidc_token`),
    },
  };
}

/** An event trigger that a function has itself. */
function own({ values, at, ...resource }: TerraformResource, service: Service): DeployedTrigger | undefined {
  const { event_type, event_filters, pubsub_topic } = block(values.event_trigger);
  if (event_type === undefined || !service.is(`\${${resource.type}.${resource.name}.id}`)) return undefined;
  return {
    shapes: [String(event_type).startsWith("google.cloud.storage.object.") ? "cloud-storage" : "eventarc"],
    sources: [last(pubsub_topic), last(filterOf(event_filters).bucket?.[0])],
    at: `${at}.event_trigger`,
    facts: { filter: { value: { ...filterOf(event_filters), type: [event_type] }, at: `${at}.event_trigger` } },
  };
}
