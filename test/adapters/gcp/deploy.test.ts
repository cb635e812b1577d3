/** What starts the units: Terraform's JSON and the commands say the same, and what makes the outcomes true. */
import { Cron } from "croner";
import fc from "fast-check";
import type { FunctionFacts, SourceFacts, TargetConfig, Unit } from "unmoor/adapter";
import { describe, expect, test, vi } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";
import { type Schema, schemas } from "./terraform-schema.ts";

vi.setConfig({ testTimeout: 30_000 });
fc.configureGlobal({ seed: 20261121 });

const config = (over: Partial<TargetConfig> = {}): TargetConfig => ({ name: "shop", ...over });
function unit(name: string, source: SourceFacts, over: Partial<FunctionFacts> & { shape?: string } = {}): Unit {
  const { shape = (adapter.triggers[source.kind] as readonly string[])[0] as string, timeoutMs, ...facts } = over;
  const fn = { name, trigger: source.kind, source, streaming: false, deadLetter: false, ...facts };
  return { name, trigger: source.kind, shape, functions: [fn], module: "app", ...(timeoutMs && { timeoutMs }) };
}
type Block = Record<string, unknown>;
interface Terraform {
  data: Record<string, Record<string, Block>>;
  resource: Record<string, Record<string, Block>>;
}
const terraform = (units: Unit[], over?: Partial<TargetConfig>): Terraform =>
  JSON.parse(adapter.emit(units, config(over))["main.tf.json"] ?? "null");
const commands = (one: Unit, over?: Partial<TargetConfig>): string =>
  (adapter.emit([one], config(over))[`${one.name}/README.md`] ?? "").replace(/ \\\n +/g, " ");

const fulfil = unit("fulfil", { kind: "queue", name: "orders" });
const clicks = unit("clicks", { kind: "stream", name: "clicks", from: "earliest" });
const audit = unit("audit", { kind: "topic", name: "audit" });
const auditEventarc = unit("audit", { kind: "topic", name: "audit" }, { shape: "eventarc" });
const charge = unit("charge", { kind: "queue", name: "payments" }, { shape: "cloud-tasks", deadLetter: true });
const thumbs = unit("thumbs", { kind: "bucket", name: "uploads", when: "created" });
const nightly = unit("nightly", { kind: "schedule", cron: "0 2 * * *", timeZone: "Europe/Berlin" });
const paid = unit("paid", { kind: "cloudEvent", match: { type: "com.stripe.paid", source: "/stripe" } });
const jobs = unit("jobs", { kind: "cloudEvent", match: { type: "google.cloud.audit.log.v1.written" } });
const all = [fulfil, clicks, audit, charge, thumbs, nightly, paid, jobs];

describe("Pub/Sub", () => {
  test("the subscription has all that makes the outcome true", () => {
    const { resource } = terraform([fulfil]);
    expect(resource.google_pubsub_subscription?.shop_fulfil).toEqual({
      name: "shop-fulfil",
      topic: "${google_pubsub_topic.orders.id}",
      ack_deadline_seconds: 70,
      expiration_policy: { ttl: "" },
      push_config: {
        push_endpoint: "${data.google_cloud_run_v2_service.shop_fulfil.uri}/",
        oidc_token: { service_account_email: "${google_service_account.invoker.email}", audience: "shop-fulfil" },
      },
      retry_policy: { minimum_backoff: "10s", maximum_backoff: "600s" },
      dead_letter_policy: { dead_letter_topic: "${google_pubsub_topic.shop_fulfil_dead.id}", max_delivery_attempts: 5 },
    });
    expect(resource.google_pubsub_topic).toMatchObject({ orders: { name: "orders" } });
  });
  test("what is dead has a subscription that keeps it, and Pub/Sub may put it there", () => {
    const { resource } = terraform([fulfil]);
    expect(resource.google_pubsub_subscription?.shop_fulfil_dead).toMatchObject({
      message_retention_duration: "2678400s",
    });
    expect(resource.google_pubsub_topic_iam_member?.shop_fulfil_dead).toMatchObject({ role: "roles/pubsub.publisher" });
    expect(resource.google_pubsub_subscription_iam_member?.shop_fulfil).toMatchObject({
      role: "roles/pubsub.subscriber",
    });
  });
  test("order is asked for by fifo queues and streams alone", () => {
    const ordered = (one: Unit): unknown =>
      terraform([one]).resource.google_pubsub_subscription?.[`shop_${one.name}`]?.enable_message_ordering;
    const fifo = unit("fulfil", { kind: "queue", name: "orders", fifo: true });
    expect([fifo, clicks, fulfil, audit].map(ordered)).toEqual([true, true, undefined, undefined]);
    expect([fifo, fulfil].map((one) => commands(one).includes("--enable-message-ordering"))).toEqual([true, false]);
  });
  test("a stream from the earliest has a topic that keeps a week, and a subscription that is sent back", () => {
    expect(terraform([clicks]).resource.google_pubsub_topic?.clicks).toMatchObject({
      message_retention_duration: "604800s",
    });
    expect(commands(clicks)).toMatch(/topics create clicks --message-retention-duration=7d/);
    expect(commands(clicks)).toContain("gcloud pubsub subscriptions seek shop-clicks");
    expect(commands(unit("clicks", { kind: "stream", name: "clicks", from: "latest" }))).not.toContain("seek");
  });
  test.each([
    [1_000, 11],
    [300_000, 310],
    [600_000, 600],
  ])("a function of %i ms has an acknowledgement deadline of %i s: later than its own end", (timeoutMs, seconds) => {
    const one = unit("fulfil", { kind: "queue", name: "orders" }, { timeoutMs });
    expect(terraform([one]).resource.google_pubsub_subscription?.shop_fulfil?.ack_deadline_seconds).toBe(seconds);
    expect(commands(one)).toContain(`--ack-deadline=${seconds}`);
  });
  test("the number of attempts is the codec's and the subscription's", () => {
    const one = unit("fulfil", { kind: "queue", name: "orders" }, { attempts: 9 });
    expect(adapter.entry(one, config())).toContain(`"attempts":9`);
    expect(commands(one)).toContain("--max-delivery-attempts=9");
  });
  test("fewer attempts than Pub/Sub takes are the code's own end, where a handler keeps what is dead", () => {
    const source = { kind: "queue", name: "orders" } as const;
    const one = unit("fulfil", source, { attempts: 3, deadLetter: true });
    expect(adapter.entry(one, config())).toContain(`"attempts":3`);
    expect(commands(one)).toContain("--max-delivery-attempts=5");
    for (const attempts of [3, 101, 5.5])
      expect(() => adapter.emit([unit("fulfil", source, { attempts })], config())).toThrow(
        expect.objectContaining({ code: "INVALID_TARGET_CONFIG", message: expect.stringContaining("5 to 100") }),
      );
  });
  test("two functions on one topic share it, each with its own subscription", () => {
    const { resource } = terraform([audit, unit("bill", { kind: "topic", name: "audit" })]);
    expect(Object.keys(resource.google_pubsub_topic ?? {}).sort()).toEqual([
      "audit",
      "shop_audit_dead",
      "shop_bill_dead",
    ]);
    expect(Object.keys(resource.google_pubsub_subscription ?? {})).toEqual(
      expect.arrayContaining(["shop_audit", "shop_bill"]),
    );
  });
  test("a topic that exists is named and not made", () => {
    const resources = { orders: "legacy-orders" };
    const { resource } = terraform([fulfil], { resources });
    expect(resource.google_pubsub_subscription?.shop_fulfil?.topic).toBe(
      "projects/${var.project}/topics/legacy-orders",
    );
    expect(resource.google_pubsub_topic).not.toHaveProperty("legacy_orders");
    expect(commands(fulfil, { resources })).toContain("--topic=legacy-orders");
    expect(commands(fulfil, { resources })).not.toContain("topics create legacy-orders");
  });
  test.each(["a", "goog-orders", "with space"])(
    "the queue %j is no topic's name, and the message says what to do",
    (name) => {
      expect(() => adapter.emit([unit("fulfil", { kind: "queue", name })], config())).toThrow(
        expect.objectContaining({
          code: "INVALID_TARGET_CONFIG",
          message: expect.stringContaining(`gcp.resources["${name}"]`),
        }),
      );
    },
  );
});

describe("Cloud Tasks", () => {
  test("the queue retries, and sends its tasks to the service with a token", () => {
    expect(terraform([charge]).resource.google_cloud_tasks_queue?.payments).toMatchObject({
      retry_config: { max_attempts: 5, min_backoff: "10s", max_backoff: "600s" },
      http_target: { oidc_token: { audience: "shop-charge" } },
    });
    expect(commands(charge)).toMatch(/gcloud tasks queues create payments .*--max-attempts=5/);
  });
  test("a queue that exists is updated by command, and left alone by Terraform", () => {
    const resources = { payments: "legacy" };
    expect(terraform([charge], { resources }).resource).not.toHaveProperty("google_cloud_tasks_queue");
    expect(commands(charge, { resources })).toContain("gcloud tasks queues update legacy");
  });
});

describe("Cloud Scheduler", () => {
  test("the job has the expression and the zone as the app wrote them, and retries", () => {
    expect(terraform([nightly]).resource.google_cloud_scheduler_job?.shop_nightly).toMatchObject({
      schedule: "0 2 * * *",
      time_zone: "Europe/Berlin",
      attempt_deadline: "70s",
      retry_config: { retry_count: 4 },
      http_target: { http_method: "POST", oidc_token: { audience: "shop-nightly" } },
    });
    expect(commands(nightly)).toMatch(/--schedule="0 2 \* \* \*" --time-zone="Europe\/Berlin"/);
  });
  test("more than five retries are refused", () => {
    const source = { kind: "schedule", cron: "0 2 * * *" } as const;
    expect(() => adapter.emit([unit("nightly", source, { attempts: 7 })], config())).toThrow(
      expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }),
    );
    expect(commands(unit("nightly", source, { attempts: 1 }))).toContain("--max-retry-attempts=0");
  });
  test("the portable dialect is Cloud Scheduler's own: the emitted expression runs when the app's does", () => {
    const field = (low: number, high: number): fc.Arbitrary<string> =>
      fc.oneof(
        fc.constant("*"),
        fc.integer({ min: low, max: high }).map(String),
        fc
          .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
          .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
        fc.integer({ min: 2, max: 6 }).map((step) => `*/${step}`),
      );
    const cron = fc
      .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7), fc.boolean())
      .map(([m, h, day, month, week, byDay]) => [m, h, byDay ? day : "*", month, byDay ? "*" : week].join(" "));
    fc.assert(
      fc.property(cron, (expression) => {
        const one = unit("nightly", { kind: "schedule", cron: expression, timeZone: "UTC" });
        const { schedule } = terraform([one]).resource.google_cloud_scheduler_job!.shop_nightly as { schedule: string };
        const [, commanded = ""] = /--schedule="(.*?)"/.exec(commands(one)) ?? [];
        const runs = (text: string) => new Cron(text, { timezone: "UTC" }).nextRuns(5, "2026-01-01T00:00:00Z");
        expect([runs(schedule), runs(commanded)]).toEqual([runs(expression), runs(expression)]);
      }),
    );
  });
});

describe("Eventarc", () => {
  test("a bucket's events: its own and Google's filters, and the accounts that need a role", () => {
    const { resource } = terraform([thumbs]);
    expect(resource.google_eventarc_trigger?.shop_thumbs).toMatchObject({
      matching_criteria: [
        { attribute: "type", value: "google.cloud.storage.object.v1.finalized" },
        { attribute: "bucket", value: "${google_storage_bucket.uploads.name}" },
      ],
      destination: { cloud_run_service: { service: "shop-thumbs", path: "/" } },
    });
    expect(resource.google_project_iam_member).toMatchObject({
      event_receiver: { role: "roles/eventarc.eventReceiver" },
      storage_publisher: { role: "roles/pubsub.publisher" },
    });
    expect(commands(unit("gone", { kind: "bucket", name: "uploads", when: "deleted" }))).toContain("object.v1.deleted");
  });
  test("a bucket that exists is named and not made", () => {
    const { resource } = terraform([thumbs], { resources: { uploads: "my-uploads" } });
    expect(resource).not.toHaveProperty("google_storage_bucket");
    expect(commands(thumbs, { resources: { uploads: "my-uploads" } })).toContain("bucket=my-uploads");
  });
  test("dead letters go to a topic: the subscription underneath is changed, which Eventarc itself cannot", () => {
    const { resource } = terraform([thumbs]);
    const { command } = (
      resource.terraform_data!.shop_thumbs_dead as { provisioner: { "local-exec": { command: string } } }
    ).provisioner["local-exec"];
    expect(command).toContain("${google_eventarc_trigger.shop_thumbs.transport[0].pubsub[0].subscription}");
    expect(command).toContain(
      "--dead-letter-topic=${google_pubsub_topic.shop_thumbs_dead.id} --max-delivery-attempts=5",
    );
    expect(commands(thumbs)).toMatch(/subscriptions update "\$SUBSCRIPTION" .*--dead-letter-topic=shop-thumbs-dead/);
  });
  test("what Google does not send itself comes through a channel", () => {
    const { resource } = terraform([paid, jobs]);
    expect(resource.google_eventarc_trigger?.shop_paid).toMatchObject({
      channel: "${google_eventarc_channel.shop_events.id}",
      matching_criteria: [
        { attribute: "type", value: "com.stripe.paid" },
        { attribute: "source", value: "/stripe" },
      ],
    });
    expect(resource.google_eventarc_trigger?.shop_jobs).not.toHaveProperty("channel");
    const existing = terraform([paid], { resources: { "com.stripe.paid": "partners" } }).resource;
    expect(existing.google_eventarc_trigger?.shop_paid?.channel).toMatch(/channels\/partners$/);
  });
  test("a filter's value stands for itself, in a shell and in Terraform", () => {
    const one = unit("x", { kind: "cloudEvent", match: { type: 'google.a"$(b)${c}' } });
    expect(commands(one)).toContain('--event-filters="type=google.a\\"\\$(b)\\${c}"');
    expect(terraform([one]).resource.google_eventarc_trigger?.shop_x?.matching_criteria).toEqual([
      { attribute: "type", value: 'google.a"$(b)$${c}' },
    ]);
  });
  test("a topic by Eventarc hands it the topic", () => {
    expect(terraform([auditEventarc]).resource.google_eventarc_trigger?.shop_audit).toMatchObject({
      transport: { pubsub: { topic: "${google_pubsub_topic.audit.id}" } },
    });
  });
});

describe("main.tf.json", () => {
  test("is there where something has to be started", () => {
    const task: Unit = { ...fulfil, name: "resize", trigger: "task", shape: "task" };
    expect(terraform([task])).toBeNull();
    expect(adapter.emit([task], config())["resize/README.md"]).toContain("gcloud auth print-identity-token");
  });
  test("holds only what the resources take, with all that they need, and no dangling reference", () => {
    for (const over of [{}, { resources: { orders: "a-b-c", uploads: "u-u", payments: "p" }, invoker: "a@b" }]) {
      const text = adapter.emit([...all, { ...auditEventarc, name: "eventarc" }], config(over))[
        "main.tf.json"
      ] as string;
      const { data, resource } = JSON.parse(text) as Terraform;
      for (const [prefix, blocks] of [
        ["data.", data],
        ["", resource],
      ] as const)
        for (const [type, named] of Object.entries(blocks))
          for (const [name, block] of Object.entries(named)) {
            expect(name).toMatch(/^[A-Za-z_][\w-]*$/);
            check(block, schemas[`${prefix}${type}`], `${prefix}${type}.${name}`);
          }
      for (const [, isData, type = "", name = ""] of text.matchAll(
        /\$\{[^}]*?(data\.)?((?:google|terraform)_\w+)\.(\w+)\./g,
      ))
        expect((isData ? data : resource)[type], `${type}.${name}`).toHaveProperty(name);
    }
  });
});

/** Every attribute is known and of its kind; every required one is there. */
function check(block: unknown, schema: Schema | undefined, path: string): void {
  if (!schema) throw new Error(`${path} is unknown`);
  if (typeof schema === "string") {
    expect(Array.isArray(block) ? "list" : typeof block, path).toBe(schema);
    return;
  }
  if (Array.isArray(block)) for (const each of block) check(each, schema, path);
  else
    for (const [name, value] of Object.entries(block as Block))
      if (name !== "depends_on") check(value, schema[name] ?? schema[`${name}!`], `${path}.${name}`);
  for (const name of Array.isArray(block) ? [] : Object.keys(schema))
    if (name.endsWith("!")) expect(block, `${path} needs ${name}`).toHaveProperty([name.slice(0, -1)]);
}

describe("who may send", () => {
  test("is told to the code and to the sender alike", () => {
    for (const one of [fulfil, charge, nightly]) {
      const service = `shop-${one.name}`;
      expect(adapter.entry(one, config())).toContain(`"audience":"${service}","iam":true`);
      expect(commands(one)).toContain(`--add-custom-audiences=${service}`);
      expect(commands(one)).toMatch(new RegExp(`-audience(-override)?=${service}\\b`));
      expect(commands(one)).toContain('INVOKER_ACCOUNT="$INVOKER"');
    }
  });
  test("an account that exists is built in", () => {
    const over = { invoker: "push@p.iam.gserviceaccount.com" };
    expect(adapter.entry(fulfil, config(over))).toContain(`"email":"${over.invoker}"`);
    expect(commands(fulfil, over)).toContain(`export INVOKER=${over.invoker}`);
    expect(commands(fulfil, over)).not.toMatch(/service-accounts create|INVOKER_ACCOUNT/);
    expect(terraform([fulfil], over).resource).not.toHaveProperty("google_service_account");
  });
  test("events stay private in a public app, and the README says what guards them", () => {
    for (const one of [fulfil, thumbs]) {
      expect(commands(one, { public: true })).toContain("--no-allow-unauthenticated");
      expect(commands(one, { public: true })).not.toContain(" --allow-unauthenticated");
      expect(commands(one)).toMatch(/never make\s+this service public/i);
    }
  });
  test("Eventarc's tokens have an audience that no build knows: IAM alone is the guard", () => {
    expect(adapter.entry(thumbs, config())).not.toContain("audience");
    expect(adapter.entry(fulfil, config({ verify: false }))).not.toContain("audience");
  });
  test.each([{ invoker: "nobody" }, { invoker: 1 }, { verify: "no" }])(
    "%j is an error with the value in it",
    (over) => {
      expect(() => adapter.emit([fulfil], config(over))).toThrow(
        expect.objectContaining({
          code: "INVALID_TARGET_CONFIG",
          message: expect.stringContaining(String(Object.values(over)[0])),
        }),
      );
    },
  );
});

describe("entries", () => {
  test("a unit's function is imported under a name that no codec has", () => {
    const one = unit("pubsub", { kind: "queue", name: "orders" });
    expect(adapter.entry(one, config())).toContain(`import { pubsub as fn } from "app";`);
  });
  test("with http: service, all units are services", () => {
    expect(adapter.entry(fulfil, config({ http: "service" }))).toMatch(/serve\(receiver\(pubsub\(.*process\);/s);
    expect(
      JSON.parse(adapter.emit([fulfil], config({ http: "service" }))["fulfil/package.json"] as string),
    ).toMatchObject({
      scripts: { start: "node index.mjs" },
    });
    expect(commands(fulfil, { http: "service" })).not.toContain("--function");
  });
  test("a unit of several functions is refused", () => {
    const two = { ...fulfil, functions: [...fulfil.functions, ...audit.functions] };
    for (const make of [adapter.entry, (one: Unit, over: TargetConfig) => adapter.emit([one], over)])
      expect(() => make(two, config())).toThrow(expect.objectContaining({ code: "INVALID_UNIT" }));
  });
  test("every trigger's shapes are shapes, and have an entry", () => {
    for (const [trigger, shapes] of Object.entries(adapter.triggers))
      for (const shape of shapes as readonly string[]) {
        expect(adapter.shapes).toHaveProperty([shape]);
        const source = { kind: trigger, name: "orders", cron: "* * * * *", match: { type: "t" } } as SourceFacts;
        const text = adapter.entry({ ...unit("x", source, { shape }), trigger: trigger as Unit["trigger"] }, config());
        expect(text).toMatch(shape === "service" ? /^serve\(/m : /^export const handler = /m);
      }
  });
});
