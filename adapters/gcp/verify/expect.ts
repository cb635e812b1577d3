import type { DeployedFunction, DeployedTrigger, Expectation, TargetConfig, Unit, Wanted } from "unmoor/adapter";
import { audienceOf, type Deployment, deploymentOf, timeoutSeconds } from "../deploy.ts";
import { carrierOf } from "../names.ts";
import { times, zone } from "./senders.ts";

const DOCS = "https://docs.cloud.google.com/";
const PUSH = `${DOCS}pubsub/docs/push`;

/** How what starts a unit is written, and its page. */
const SENDERS: Readonly<Record<Deployment["is"], readonly [write: string, page: string]>> = {
  subscription: ["a google_pubsub_subscription with push_config to the service", PUSH],
  trigger: [
    "a google_eventarc_trigger with the service as destination",
    `${DOCS}eventarc/docs/run/create-trigger-storage-gcloud`,
  ],
  job: ["a google_cloud_scheduler_job with http_target", `${DOCS}scheduler/docs/creating`],
  queue: ["a google_cloud_tasks_queue with http_target to the service", `${DOCS}tasks/docs/creating-http-target-tasks`],
};

/** What a unit needs from Cloud Run and from what starts it: what its emitted Terraform and README say. */
export function expect(
  unit: Unit,
  config: TargetConfig,
  _found: DeployedFunction,
  trigger?: DeployedTrigger,
): Expectation {
  const deployment = deploymentOf(unit, config);
  const [write, page] = deployment ? SENDERS[deployment.is] : ["", `${DOCS}run/docs/overview/what-is-cloud-run`];
  const limit = timeoutSeconds(unit, config);
  const start = carrierOf(unit, config) === "service" ? "index.mjs" : "handler";
  const wanted: Wanted[] = [
    {
      fact: "handler",
      value: start,
      write: start === "handler" ? "functions-framework --target=handler, entry_point = handler" : "node index.mjs",
      page: `${DOCS}run/docs/runtimes/nodejs`,
    },
    {
      fact: "timeout",
      value: limit,
      write: `timeout ${limit}s, which is built into the code`,
      page: `${DOCS}run/docs/configuring/request-timeout`,
    },
    ...(unit.memoryMb === undefined
      ? []
      : [
          {
            fact: "memory" as const,
            value: unit.memoryMb,
            write: `memory ${unit.memoryMb}Mi`,
            page: `${DOCS}run/docs/configuring/services/memory-limits`,
          },
        ]),
    ...(unit.trigger === "http" && config.public === true
      ? []
      : [
          {
            fact: "access" as const,
            value: "its sender",
            write: "roles/run.invoker for its senders alone",
            page: `${DOCS}run/docs/authenticating/overview`,
            severity: unit.trigger === "http" ? ("warning" as const) : ("error" as const),
          },
        ]),
  ];
  if (trigger && deployment) wanted.push(...sent(unit, config, deployment, Math.min(limit, 600)));
  return { ...(write && { write }), page, wanted };
}

function sent(unit: Unit, config: TargetConfig, deployment: Deployment, limit: number): Wanted[] {
  const page = SENDERS[deployment.is][1];
  const audience = audienceOf(unit, config);
  const token: Wanted[] = audience
    ? [
        {
          fact: "audience",
          value: audience,
          write: `oidc_token with audience = "${audience}"`,
          page: `${DOCS}pubsub/docs/authenticate-push-subscriptions`,
        },
      ]
    : [];
  const letters = `${DOCS}pubsub/docs/dead-letter-topics`;
  switch (deployment.is) {
    case "subscription":
      return [
        ...token,
        {
          fact: "payload",
          value: "wrapped",
          write: "push_config without no_wrapper",
          page: `${DOCS}pubsub/docs/payload-unwrapping`,
        },
        {
          fact: "visibility",
          value: Math.max(10, limit),
          write: `ack_deadline_seconds = ${deployment.ackSeconds}, no less than the request's timeout`,
          page: PUSH,
        },
        { fact: "deadLetter", value: true, write: "dead_letter_policy with dead_letter_topic", page: letters },
        {
          fact: "attempts",
          value: deployment.attempts,
          write: `max_delivery_attempts = ${deployment.attempts}, or \`attempts\` in the code`,
          page: letters,
        },
        ...(deployment.ordered
          ? [
              {
                fact: "order" as const,
                value: true,
                write: "enable_message_ordering = true",
                page: `${DOCS}pubsub/docs/ordering`,
              },
            ]
          : []),
      ];
    case "trigger":
      return [
        {
          fact: "filter",
          value: Object.fromEntries(deployment.filters),
          write: `matching_criteria ${JSON.stringify(Object.fromEntries(deployment.filters))}`,
          page,
        },
        // Somebody may have set them by hand.
        {
          fact: "deadLetter",
          value: true,
          write:
            "gcloud pubsub subscriptions update … --dead-letter-topic for the trigger's subscription, as the emitted Terraform does",
          page: letters,
          severity: "warning",
        },
        {
          fact: "attempts",
          value: deployment.attempts,
          write: `--max-delivery-attempts=${deployment.attempts}, or \`attempts\` in the code`,
          page: letters,
        },
      ];
    case "job":
      return [
        ...token,
        {
          fact: "cron",
          value: times(deployment.cron),
          write: `schedule = "${deployment.cron}"`,
          page: `${DOCS}scheduler/docs/configuring/cron-job-schedules`,
        },
        {
          fact: "timeZone",
          value: zone(deployment.timeZone),
          write: `time_zone = "${deployment.timeZone}"`,
          page: `${DOCS}scheduler/docs/configuring/cron-job-schedules`,
        },
        {
          fact: "attempts",
          value: deployment.retries + 1,
          write: `retry_config with retry_count = ${deployment.retries}, or \`attempts\` in the code`,
          page: `${DOCS}scheduler/docs/configuring/retry-jobs`,
        },
        {
          fact: "visibility",
          value: Math.max(15, limit),
          write: `attempt_deadline = "${deployment.deadlineSeconds}s", no less than the request's timeout`,
          page,
        },
        { fact: "enabled", value: true, write: "paused = false", page },
      ];
    default:
      return [
        ...token,
        {
          fact: "attempts",
          value: deployment.attempts,
          write: `retry_config with max_attempts = ${deployment.attempts}, or \`attempts\` in the code`,
          page,
        },
      ];
  }
}
