import type { TargetConfig, Unit } from "unmoor/adapter";
import { type Block, type Fragment, fragment, identifier, PROJECT, REGION } from "./blocks.ts";
import {
  type Deployment,
  deploymentOf,
  type EventTrigger,
  invokerOf,
  type Job,
  type Subscription,
  type TaskQueue,
} from "./deploy.ts";

/**
 * What starts the units of an app, in Terraform's JSON; nothing where no unit needs it. The services themselves are
 * deployed from their source before, and only referred to here.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs
 */
export function terraform(units: readonly Unit[], config: TargetConfig): string | undefined {
  const deployments = units.flatMap((unit) => deploymentOf(unit, config) ?? []);
  if (!deployments[0]) return undefined;
  const into = fragment();
  const invoker = invokerOf(config);
  const email = invoker.exists
    ? invoker.name
    : `\${${into.put("resource", "google_service_account", "invoker", { account_id: invoker.name })}.email}`;
  for (const deployment of deployments) describe(deployment, into, email);
  const module = {
    terraform: { required_providers: { google: { source: "hashicorp/google", version: ">= 6.0" } } },
    variable: {
      project: { type: "string" },
      region: { type: "string", ...(config.region !== undefined && { default: config.region }) },
    },
    provider: { google: { project: PROJECT, region: REGION } },
    data: into.data,
    resource: into.resource,
  };
  return `${JSON.stringify(module, null, 2)}\n`;
}

/** What a sender needs to reach a service. */
interface Target {
  readonly key: string;
  /** An expression. */
  readonly uri: string;
  readonly email: string;
  readonly oidc_token: Block;
}

function describe(deployment: Deployment, into: Fragment, email: string): void {
  const { service: name, audience } = deployment;
  const key = identifier(name);
  const uri = `${into.put("data", "google_cloud_run_v2_service", key, { name, location: REGION })}.uri`;
  const member = `serviceAccount:${email}`;
  const role = "roles/run.invoker";
  into.put("resource", "google_cloud_run_v2_service_iam_member", key, { name, location: REGION, role, member });
  const target = { key, uri, email, oidc_token: { service_account_email: email, audience } };
  if (deployment.is === "subscription") subscription(deployment, into, target);
  else if (deployment.is === "trigger") trigger(deployment, into, target);
  else if (deployment.is === "job") job(deployment, into, target);
  else queue(deployment, into, target);
}

function subscription({ service, ...it }: Subscription, into: Fragment, { key, uri, oidc_token }: Target): void {
  const made = into.put("resource", "google_pubsub_subscription", key, {
    name: service,
    topic: into.topic(it.topic, it.earliest),
    ack_deadline_seconds: it.ackSeconds,
    ...(it.ordered && { enable_message_ordering: true }),
    expiration_policy: { ttl: "" },
    push_config: { push_endpoint: `\${${uri}}/`, oidc_token },
    retry_policy: { minimum_backoff: "10s", maximum_backoff: "600s" },
    dead_letter_policy: {
      dead_letter_topic: into.deadLetters(service, key),
      max_delivery_attempts: it.attempts,
    },
  });
  into.forwards(`\${${made}.id}`, key);
}

function trigger({ service, ...it }: EventTrigger, into: Fragment, { key, email }: Target): void {
  const receiver = into.put("resource", "google_project_iam_member", "event_receiver", {
    project: PROJECT,
    role: "roles/eventarc.eventReceiver",
    member: `serviceAccount:${email}`,
  });
  // What begins an expression is doubled to stand for itself.
  const criteria = it.filters.map(([attribute, value]) => ({ attribute, value: value.replace(/[$%](?=\{)/g, "$&$&") }));
  if (it.bucket) criteria.push({ attribute: "bucket", value: into.bucket(it.bucket) });
  const made = into.put("resource", "google_eventarc_trigger", key, {
    name: service,
    location: REGION,
    service_account: email,
    matching_criteria: criteria,
    destination: { cloud_run_service: { service, region: REGION, path: "/" } },
    ...(it.topic && { transport: { pubsub: { topic: into.topic(it.topic) } } }),
    ...(it.channel && { channel: into.channel(it.channel) }),
    depends_on: [receiver],
  });
  const underneath = `\${${made}.transport[0].pubsub[0].subscription}`;
  into.forwards(underneath, key);
  // Eventarc makes the subscription, and neither it nor its resource here knows dead letters.
  const command = [
    `gcloud pubsub subscriptions update ${underneath}`,
    `--project=${PROJECT}`,
    `--dead-letter-topic=${into.deadLetters(service, key)}`,
    `--max-delivery-attempts=${it.attempts}`,
    `--ack-deadline=${it.ackSeconds}`,
  ].join(" ");
  into.put("resource", "terraform_data", `${key}_dead`, {
    triggers_replace: [command],
    provisioner: { "local-exec": { command } },
  });
}

const job = ({ service, ...it }: Job, into: Fragment, { key, uri, oidc_token }: Target): unknown =>
  into.put("resource", "google_cloud_scheduler_job", key, {
    name: service,
    region: REGION,
    schedule: it.cron,
    time_zone: it.timeZone,
    attempt_deadline: `${it.deadlineSeconds}s`,
    retry_config: {
      retry_count: it.retries,
      min_backoff_duration: "10s",
      max_backoff_duration: "600s",
      max_doublings: 5,
    },
    http_target: { http_method: "POST", uri: `\${${uri}}/`, oidc_token },
  });

/** Whoever makes a task needs to know neither the URL nor the token: the queue does. */
const queue = (
  { queue: { name, exists }, attempts }: TaskQueue,
  into: Fragment,
  { uri, oidc_token }: Target,
): unknown =>
  exists ||
  into.put("resource", "google_cloud_tasks_queue", identifier(name), {
    name,
    location: REGION,
    retry_config: { max_attempts: attempts, min_backoff: "10s", max_backoff: "600s", max_doublings: 5 },
    http_target: {
      http_method: "POST",
      uri_override: {
        scheme: "HTTPS",
        host: `\${trimprefix(${uri}, "https://")}`,
        path_override: { path: "/" },
        uri_override_enforce_mode: "ALWAYS",
      },
      oidc_token,
    },
  });
