import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnyShape, Codec, Incoming, NodeReply } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";
import type { Push } from "../../../adapters/gcp/runtime.ts";
import { invocation } from "./invocation.ts";
import { push } from "./push.ts";

const folder = fileURLToPath(new URL("../../../../shared/fixtures/gcp/", import.meta.url));
const there = existsSync(folder);
if (!there) console.warn(`recorded payloads are not at ${folder}: their tests are skipped`);

const json = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const codecs = ["pubsub", "cloud-tasks", "eventarc", "cloud-storage", "scheduler", "task"].map(
  (name) => (adapter.shapes[name] as AnyShape).codec({} as never) as unknown as Codec<"events", Push, NodeReply>,
);
const claiming = (wire: Push): string[] => codecs.filter((codec) => codec.claims(wire)).map(({ name }) => name);
const decode = (wire: Push): Incoming => {
  const [codec] = codecs.filter((each) => each.claims(wire));
  return codec?.decode(wire, invocation()).events[0] as Incoming;
};

/** A recorded request, as it arrives. */
function request(name: string): Push {
  const { headers, body = "", bodyFile, url } = json(name);
  return push(headers, bodyFile ? readFileSync(join(folder, dirname(name), bodyFile)) : body, url && { url });
}

const requests = there
  ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /http.*\.json$/.test(name))
  : [];
const expected: Record<string, string> = {
  audit: "eventarc",
  "cloud-tasks": "cloud-tasks",
  firestore: "eventarc",
  pubsub: "eventarc",
  scheduler: "eventarc",
  storage: "cloud-storage",
};
const byName: Record<string, string> = {
  "pubsub/push-unwrapped-write-metadata.http.json": "pubsub",
  "scheduler/http-recorded-headers.json": "scheduler",
};

describe.skipIf(!there)("recorded deliveries", () => {
  test("there are some", () => {
    expect(requests.length).toBeGreaterThan(10);
  });
  test.each(requests)("%s is claimed by one codec, and decodes", (name) => {
    const wire = request(name);
    expect(claiming(wire)).toEqual([byName[name] ?? expected[dirname(name)]]);
    const { event, fault } = decode(wire);
    expect(fault).toBeUndefined();
    expect(event).toMatchObject({
      specversion: "1.0",
      id: expect.stringMatching(/./),
      source: expect.stringMatching(/./),
    });
  });
  test.each(requests.filter((name) => /^(pubsub\/m|audit|firestore|storage)/.test(name)))(
    "%s keeps every attribute",
    (name) => {
      const { headers } = json(name) as { headers: Record<string, string> };
      const { event } = decode(request(name));
      for (const [header, value] of Object.entries(headers)) {
        const attribute = header.toLowerCase().replace(/^ce-/, "");
        // Of buckets, type and subject are portable. The audit log's id has a literal %2F, which HTTP's binding decodes.
        if (header.startsWith("ce-") && !(name.startsWith("storage") && /^(type|subject)$/.test(attribute)))
          expect(event[attribute]).toBe(decodeURIComponent(value));
      }
    },
  );
  test.each(["created", "updated", "deleted", "written"])(
    "Firestore's %s stays protocol buffers, byte by byte",
    (name) => {
      const file = `firestore/${name}.binary.http.json`;
      expect(decode(request(file)).event.data).toEqual(
        new Uint8Array(readFileSync(join(folder, "firestore", json(file).bodyFile))),
      );
    },
  );
  test("the documentation's wrapped push: attributes, ordering key, attempt", () => {
    const wire = push({ "content-type": "application/json" }, json("pubsub/push-wrapped-docs-example.json"));
    expect(claiming(wire)).toEqual(["pubsub"]);
    expect(decode(wire)).toMatchObject({
      attempt: 5,
      lane: "key",
      channel: "mysubscription",
      event: {
        id: "2070443601311540",
        time: "2021-02-26T19:13:55.749Z",
        key: "value",
        data: "Hello Cloud Pub/Sub! Here is my message!",
      },
    });
  });
  test("a wrapped push of attributes alone", () => {
    const wire = push({ "content-type": "application/json" }, json("pubsub/push-wrapped-no-data-attributes-only.json"));
    expect(claiming(wire)).toEqual(["pubsub"]);
    expect(decode(wire).event).toMatchObject({ id: "2070443601311541", key: "value" });
  });
  test("an unwrapped push", () => {
    expect(decode(request("pubsub/push-unwrapped-write-metadata.http.json"))).toMatchObject({
      lane: "some-key",
      event: { id: "2070443601311540", data: { status: "Hello there" } },
    });
  });
  test("Cloud Tasks' recorded attempts count from 1; of each attempt the task's id is the same", () => {
    const { attempts } = json("cloud-tasks/golden-dispatch.json").find(
      ({ requestType, name }: Record<string, string>) => /^http/.test(requestType ?? "") && !/timeout/.test(name ?? ""),
    ) as { attempts: { headers: Record<string, string> }[] };
    const events = attempts.map(({ headers }) => decode(push(headers, "{}")));
    expect(events.map(({ attempt }) => attempt)).toEqual(attempts.map((_, i) => i + 1));
    expect(new Set(events.map(({ event }) => event.id)).size).toBe(1);
  });
  test("a production event of a bucket", () => {
    const { data, ...attributes } = json("recorded-shapes/storage-finalized-gen2.json");
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]),
    );
    const wire = push({ ...headers, "content-type": "application/json" }, data);
    expect(claiming(wire)).toEqual(["cloud-storage"]);
    expect(decode(wire)).toMatchObject({
      trace: "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
      event: {
        id: "27182818284590452",
        time: "2026-10-01T08:49:26.486927Z",
        type: "dev.unmoor.bucket.created",
        subject: data.name,
        data: { bucket: data.bucket, key: data.name, size: 7, version: data.generation, contentType: "text/plain" },
      },
    });
  });
  test.each([
    "pubsub/MessagePublishedData",
    "audit/LogEntryData-bigqueryjobcompleted",
    "storage/StorageObjectDataWorkflows",
  ])("Google's structured example %s", (name) => {
    const event = json(`google-cloudevents/examples/structured/${name}.json`);
    const wire = push({ "content-type": "application/cloudevents+json" }, event);
    expect(claiming(wire)).toEqual(["eventarc"]);
    expect(decode(wire).event).toEqual(event);
  });
  test("a first-generation event is refused by name: it is sent to no http function", () => {
    const wire = push({ "content-type": "application/json" }, json("recorded-shapes/storage-finalized-gen1.json"));
    expect(claiming(wire).filter((name) => name !== "task")).toEqual([]);
  });
});
