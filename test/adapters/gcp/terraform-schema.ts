/**
 * The part of the Google provider's schema that is used: attributes by name, `!` marks required ones.
 *
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs
 */
export type Schema = "string" | "number" | "boolean" | "list" | { readonly [name: string]: Schema };

const iam = { "role!": "string", "member!": "string" } as const;
const oidc_token = { "service_account_email!": "string", audience: "string" } as const;

export const schemas: Readonly<Record<string, Schema>> = {
  "data.google_project": { project_id: "string" },
  "data.google_cloud_run_v2_service": { "name!": "string", "location!": "string", project: "string" },
  "data.google_storage_project_service_account": { project: "string" },
  google_service_account: { "account_id!": "string", display_name: "string" },
  google_cloud_run_v2_service_iam_member: { "name!": "string", location: "string", ...iam },
  google_project_iam_member: { "project!": "string", ...iam },
  google_pubsub_topic_iam_member: { "topic!": "string", ...iam },
  google_pubsub_subscription_iam_member: { "subscription!": "string", ...iam },
  google_pubsub_topic: { "name!": "string", message_retention_duration: "string" },
  google_pubsub_subscription: {
    "name!": "string",
    "topic!": "string",
    ack_deadline_seconds: "number",
    message_retention_duration: "string",
    enable_message_ordering: "boolean",
    expiration_policy: { "ttl!": "string" },
    push_config: { "push_endpoint!": "string", oidc_token },
    retry_policy: { minimum_backoff: "string", maximum_backoff: "string" },
    dead_letter_policy: { dead_letter_topic: "string", max_delivery_attempts: "number" },
  },
  google_eventarc_trigger: {
    "name!": "string",
    "location!": "string",
    "matching_criteria!": { "attribute!": "string", "value!": "string", operator: "string" },
    "destination!": { cloud_run_service: { "service!": "string", region: "string", path: "string" } },
    service_account: "string",
    transport: { pubsub: { topic: "string" } },
    channel: "string",
  },
  google_eventarc_channel: { "name!": "string", "location!": "string" },
  google_storage_bucket: { "name!": "string", "location!": "string", uniform_bucket_level_access: "boolean" },
  google_cloud_scheduler_job: {
    "name!": "string",
    region: "string",
    schedule: "string",
    time_zone: "string",
    attempt_deadline: "string",
    retry_config: {
      retry_count: "number",
      min_backoff_duration: "string",
      max_backoff_duration: "string",
      max_doublings: "number",
    },
    http_target: { "uri!": "string", http_method: "string", oidc_token },
  },
  google_cloud_tasks_queue: {
    "name!": "string",
    "location!": "string",
    retry_config: { max_attempts: "number", min_backoff: "string", max_backoff: "string", max_doublings: "number" },
    http_target: {
      http_method: "string",
      uri_override: {
        scheme: "string",
        host: "string",
        path_override: { path: "string" },
        uri_override_enforce_mode: "string",
      },
      oidc_token,
    },
  },
  terraform_data: { triggers_replace: "list", provisioner: { "local-exec": { "command!": "string" } } },
};
