import { describe, expect, test } from "vitest";
import { cloudStorage } from "../../../adapters/gcp/runtime.ts";
import { one, push } from "./push.ts";

const codec = cloudStorage({ channel: "uploads" });
const ce = (type: string, over: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  "ce-specversion": "1.0",
  "ce-id": "2718",
  "ce-time": "2026-10-01T08:49:26.486927Z",
  "ce-type": `google.cloud.storage.object.v1.${type}`,
  "ce-source": "//storage.googleapis.com/projects/_/buckets/my-uploads",
  "ce-subject": "objects/a b/é.txt",
  "ce-bucket": "my-uploads",
  "content-type": "application/json",
  ...over,
});
const object = {
  bucket: "my-uploads",
  name: "a b/é.txt",
  generation: "1790844566123456",
  size: "7",
  etag: "CM",
  contentType: "text/plain",
};

test("the portable event of an object: 64-bit numbers come as strings", () => {
  expect(one(codec, push(ce("finalized"), object))).toMatchObject({
    channel: "uploads",
    event: {
      id: "2718",
      type: "dev.unmoor.bucket.created",
      source: "//storage.googleapis.com/projects/_/buckets/my-uploads",
      subject: "a b/é.txt",
      time: "2026-10-01T08:49:26.486927Z",
      data: {
        bucket: "my-uploads",
        key: "a b/é.txt",
        size: 7,
        etag: "CM",
        version: "1790844566123456",
        contentType: "text/plain",
      },
    },
  });
});
test("numbers, as Google's own examples have them, are the same", () => {
  const { event } = one(codec, push(ce("finalized"), { ...object, generation: 17, size: 0 }));
  expect(event.data).toMatchObject({ version: "17", size: 0 });
});
test.each([
  ["finalized", "dev.unmoor.bucket.created"],
  ["deleted", "dev.unmoor.bucket.deleted"],
  ["archived", "google.cloud.storage.object.v1.archived"],
  ["metadataUpdated", "google.cloud.storage.object.v1.metadataUpdated"],
])("%s has the type %s", (type, expected) => {
  expect(one(codec, push(ce(type), object)).event.type).toBe(expected);
});
test("without data, bucket and key are those of the attributes", () => {
  expect(one(cloudStorage(), push(ce("deleted"), "")).event.data).toEqual({ bucket: "my-uploads", key: "a b/é.txt" });
});
test("without a key it is a coded error", () => {
  const { "ce-subject": _, ...headers } = ce("finalized");
  expect(() => one(codec, push(headers, { bucket: "b" }))).toThrow(
    expect.objectContaining({ code: "INVALID_EVENT", status: 400 }),
  );
});
test("data that cannot be read is a fault, with the key still known", () => {
  expect(one(codec, push(ce("finalized"), "{"))).toMatchObject({
    fault: { code: "INVALID_EVENT" },
    event: { subject: "a b/é.txt", data: new Uint8Array([0x7b]) },
  });
});

describe("claims", () => {
  test("events of buckets alone", () => {
    expect(codec.claims(push(ce("finalized")))).toBe(true);
    expect(codec.claims(push(ce("finalized", { "ce-type": "placed" })))).toBe(false);
    expect(codec.claims(push({}, object))).toBe(false);
  });
});
