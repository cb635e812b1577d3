import type { TargetConfig } from "unmoor/adapter";
import { type Deployment, type EventTrigger, invokerOf, type Subscription } from "./deploy.ts";

/** A command and its flags, one a line. */
export const command = (head: string, flags: readonly string[] = []): string =>
  [head, ...flags.map((flag) => `  ${flag}`)].map((line) => `    ${line}`).join(" \\\n");

/**
 * The gcloud commands that make what starts a deployed service: the same as the Terraform beside them.
 *
 * @see https://docs.cloud.google.com/sdk/gcloud/reference
 */
export function commands(deployment: Deployment, config: TargetConfig): string {
  const { service, audience } = deployment;
  const blocks = [
    ...(invokerOf(config).exists ? [] : [command(`gcloud iam service-accounts create ${invokerOf(config).name}`)]),
    command(`gcloud run services add-iam-policy-binding ${service}`, [
      `--region="$REGION"`,
      `--member="serviceAccount:$INVOKER"`,
      "--role=roles/run.invoker",
    ]),
    `    export URL=$(gcloud run services describe ${service} --region="$REGION" --format="value(status.url)")`,
  ];
  const own = deployment.is !== "trigger";
  if (own && audience)
    // Cloud Run knows its own URLs alone: https://docs.cloud.google.com/run/docs/configuring/custom-audiences
    blocks.push(
      command(`gcloud run services update ${service}`, [`--region="$REGION"`, `--add-custom-audiences=${audience}`]),
    );
  if (deployment.is === "subscription") blocks.push(...subscription(deployment));
  else if (deployment.is === "trigger") blocks.push(...trigger(deployment));
  else if (deployment.is === "job")
    blocks.push(
      command(`gcloud scheduler jobs create http ${service}`, [
        `--location="$REGION"`,
        `--schedule="${deployment.cron}"`,
        `--time-zone="${deployment.timeZone}"`,
        `--uri="$URL/"`,
        "--http-method=POST",
        `--oidc-service-account-email="$INVOKER"`,
        `--oidc-token-audience=${audience}`,
        `--attempt-deadline=${deployment.deadlineSeconds}s`,
        `--max-retry-attempts=${deployment.retries}`,
        "--min-backoff=10s",
        "--max-backoff=600s",
        "--max-doublings=5",
      ]),
    );
  else
    blocks.push(
      command(`gcloud tasks queues ${deployment.queue.exists ? "update" : "create"} ${deployment.queue.name}`, [
        `--location="$REGION"`,
        `--max-attempts=${deployment.attempts}`,
        "--min-backoff=10s",
        "--max-backoff=600s",
        "--max-doublings=5",
        // Whoever makes a task needs to know neither the URL nor the token.
        `--http-uri-override=scheme:https,host:"\${URL#https://}",path:/,mode:ALWAYS`,
        "--http-method-override=POST",
        `--http-oidc-service-account-email-override="$INVOKER"`,
        `--http-oidc-token-audience-override=${audience}`,
      ]),
    );
  return blocks.join("\n\n");
}

const PUBSUB = `--member="serviceAccount:service-$NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com"`;

function subscription({ service, audience, topic, ordered, ackSeconds, earliest, ...rest }: Subscription): string[] {
  const retention = earliest ? ["--message-retention-duration=7d"] : [];
  return [
    ...(topic.exists ? [] : [command(`gcloud pubsub topics create ${topic.name}`, retention)]),
    ...deadLetters(service),
    command(`gcloud pubsub subscriptions create ${service}`, [
      `--topic=${topic.name}`,
      `--push-endpoint="$URL/"`,
      `--push-auth-service-account="$INVOKER"`,
      `--push-auth-token-audience=${audience}`,
      `--ack-deadline=${ackSeconds}`,
      ...(ordered ? ["--enable-message-ordering"] : []),
      "--expiration-period=never",
      "--min-retry-delay=10s",
      "--max-retry-delay=600s",
      `--dead-letter-topic=${service}-dead`,
      `--max-delivery-attempts=${rest.attempts}`,
    ]),
    forwards(service),
    // A subscription begins with what is published after it was made.
    ...(earliest
      ? [command(`gcloud pubsub subscriptions seek ${service}`, [`--time="$(date -u -d "-7 days" +%FT%TZ)"`])]
      : []),
  ];
}

function trigger({ service, filters, bucket, topic, channel, ackSeconds, attempts }: EventTrigger): string[] {
  const named = bucket && (bucket.exists ? bucket.name : `$PROJECT-${bucket.name}`);
  const literal = filters.map(([name, value]) => [name, value.replace(/["$`\\]/g, "\\$&")] as const);
  const criteria = [...literal, ...(named ? [["bucket", named]] : [])].map(([name, value]) => `${name}=${value}`);
  return [
    command(`gcloud projects add-iam-policy-binding "$PROJECT"`, [
      `--member="serviceAccount:$INVOKER"`,
      "--role=roles/eventarc.eventReceiver",
    ]),
    ...(bucket
      ? [
          ...(bucket.exists
            ? []
            : [command(`gcloud storage buckets create "gs://${named}"`, [`--location="$REGION"`])]),
          command(`gcloud projects add-iam-policy-binding "$PROJECT"`, [
            `--member="serviceAccount:$(gcloud storage service-agent)"`,
            "--role=roles/pubsub.publisher",
          ]),
        ]
      : []),
    ...(topic && !topic.exists ? [command(`gcloud pubsub topics create ${topic.name}`)] : []),
    ...(channel && !channel.exists
      ? [command(`gcloud eventarc channels create ${channel.name}`, [`--location="$REGION"`])]
      : []),
    command(`gcloud eventarc triggers create ${service}`, [
      `--location="$REGION"`,
      `--destination-run-service=${service}`,
      `--destination-run-region="$REGION"`,
      "--destination-run-path=/",
      `--event-filters="${criteria.join(",")}"`,
      ...(topic ? [`--transport-topic=${topic.name}`] : []),
      ...(channel ? [`--channel=${channel.name}`] : []),
      `--service-account="$INVOKER"`,
    ]),
    `    export SUBSCRIPTION=$(gcloud eventarc triggers describe ${service} --location="$REGION" --format="value(transport.pubsub.subscription)")`,
    ...deadLetters(service),
    command(`gcloud pubsub subscriptions update "$SUBSCRIPTION"`, [
      `--ack-deadline=${ackSeconds}`,
      `--dead-letter-topic=${service}-dead`,
      `--max-delivery-attempts=${attempts}`,
    ]),
    forwards(`"$SUBSCRIPTION"`),
  ];
}

/** A topic for what is exhausted, with a subscription that keeps it for a month. */
const deadLetters = (service: string): string[] => [
  command(`gcloud pubsub topics create ${service}-dead`),
  command(`gcloud pubsub subscriptions create ${service}-dead`, [
    `--topic=${service}-dead`,
    "--message-retention-duration=31d",
    "--expiration-period=never",
  ]),
  command(`gcloud pubsub topics add-iam-policy-binding ${service}-dead`, [PUBSUB, "--role=roles/pubsub.publisher"]),
];

/** Pub/Sub moves a dead letter with its own account. */
const forwards = (subscription: string): string =>
  command(`gcloud pubsub subscriptions add-iam-policy-binding ${subscription}`, [
    PUBSUB,
    "--role=roles/pubsub.subscriber",
  ]);
