import type { Resource } from "./names.ts";

export type Block = Readonly<Record<string, unknown>>;
/** Type, then local name, then what it says. */
export type Blocks = Record<string, Record<string, Block>>;

export const PROJECT = `\${var.project}`;
export const REGION = `\${var.region}`;
/** The account that Pub/Sub itself acts as, in this project. */
const PUBSUB = `serviceAccount:service-\${data.google_project.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com`;

/** Letters, digits, `_` and `-`, no digit first. */
export const identifier = (name: string): string => name.replace(/[^A-Za-z\d]+/g, "_").replace(/^(?=\d)/, "_");

/** Terraform's blocks of an app, and references to them. What several units need is there once. */
export interface Fragment {
  readonly data: Blocks;
  readonly resource: Blocks;
  /** Puts a block there unless it is, and gives the reference to it. */
  put(kind: "data" | "resource", type: string, name: string, block: Block): string;
  /** Of a topic, which may have to be made. */
  topic(topic: Resource, earliest?: boolean): string;
  /** A topic for what is exhausted, with a subscription that keeps it for a month. */
  deadLetters(service: string, key: string): string;
  /** Lets Pub/Sub move dead letters off a subscription. */
  forwards(subscription: string, key: string): void;
  bucket(bucket: Resource): string;
  channel(channel: Resource): string;
}

export function fragment(): Fragment {
  const blocks: Record<"data" | "resource", Blocks> = { data: { google_project: { project: {} } }, resource: {} };
  const put: Fragment["put"] = (kind, type, name, block) => {
    blocks[kind][type] = { [name]: block, ...blocks[kind][type] };
    return `${kind === "data" ? "data." : ""}${type}.${name}`;
  };
  const make = (type: string, name: string, block: Block): string => `\${${put("resource", type, name, block)}.id}`;
  return {
    ...blocks,
    put,
    topic({ name, exists }, earliest) {
      if (exists) return name.includes("/") ? name : `projects/${PROJECT}/topics/${name}`;
      const retention = earliest && { message_retention_duration: "604800s" };
      return make("google_pubsub_topic", identifier(name), { name, ...retention });
    },
    deadLetters(service, key) {
      const name = `${service}-dead`;
      const topic = make("google_pubsub_topic", `${key}_dead`, { name });
      put("resource", "google_pubsub_subscription", `${key}_dead`, {
        name,
        topic,
        message_retention_duration: "2678400s",
        expiration_policy: { ttl: "" },
      });
      const role = "roles/pubsub.publisher";
      put("resource", "google_pubsub_topic_iam_member", `${key}_dead`, { topic, role, member: PUBSUB });
      return topic;
    },
    forwards(subscription, key) {
      const role = "roles/pubsub.subscriber";
      put("resource", "google_pubsub_subscription_iam_member", key, { subscription, role, member: PUBSUB });
    },
    bucket({ name, exists }) {
      // Its events are published by an account of its own.
      const account = put("data", "google_storage_project_service_account", "storage", {});
      put("resource", "google_project_iam_member", "storage_publisher", {
        project: PROJECT,
        role: "roles/pubsub.publisher",
        member: `serviceAccount:\${${account}.email_address}`,
      });
      if (exists) return name;
      // Names are the whole world's.
      const block = { name: `${PROJECT}-${name}`, location: REGION, uniform_bucket_level_access: true };
      return `\${${put("resource", "google_storage_bucket", identifier(name), block)}.name}`;
    },
    channel({ name, exists }) {
      if (exists) return `projects/${PROJECT}/locations/${REGION}/channels/${name}`;
      return make("google_eventarc_channel", identifier(name), { name, location: REGION });
    },
  };
}
