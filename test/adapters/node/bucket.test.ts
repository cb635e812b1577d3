import { describe, expect, test } from "vitest";
import { bucketEvents } from "../../../adapters/node/codec/bucket.ts";
import { createInvocation, type Incoming, nodeHost } from "../../../src/adapter/index.ts";

/** As https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html has it. */
const record = {
  eventVersion: "2.1",
  eventSource: "aws:s3",
  awsRegion: "eu-west-1",
  eventTime: "2026-11-20T14:18:22.458Z",
  eventName: "ObjectCreated:Put",
  s3: {
    bucket: { name: "uploads" },
    object: { key: "a+b/%C3%BC+%2B.txt", size: 1024, eTag: "d41d8cd98f00b204e9800998ecf8427e", versionId: "v1" },
  },
};

function decode(type: string, data: unknown): Incoming {
  const event = { specversion: "1.0", id: "1.2", source: "aws:s3.eu-west-1.uploads", type, data };
  const wire = {
    method: "POST",
    url: "/thumbs",
    rawHeaders: ["content-type", "application/cloudevents+json"],
    rawBody: new TextEncoder().encode(JSON.stringify(event)),
  };
  const invocation = createInvocation({ id: "1", native: wire, log() {} }, nodeHost());
  return bucketEvents().decode(wire, invocation).events[0] as Incoming;
}

describe("a record of S3 as a CloudEvent", () => {
  test.each([
    ["com.amazonaws.s3.ObjectCreated:Put", "created"],
    ["com.amazonaws.s3.ObjectRemoved:DeleteMarkerCreated", "deleted"],
    // Ceph and MinIO.
    ["com.amazonaws.s3:ObjectCreated:Put", "created"],
    ["com.amazonaws.s3.s3:ObjectRemoved:Delete", "deleted"],
  ])("%s is %s", (type, change) => {
    expect(decode(type, record).event.type).toBe(`dev.unmoor.bucket.${change}`);
  });

  test.each([
    ["by itself", record],
    ["in its envelope", { Records: [record] }],
  ])("%s is the portable event, its key decoded", (_how, data) => {
    expect(decode("com.amazonaws.s3.ObjectCreated:Put", data)).toMatchObject({
      channel: "uploads",
      event: {
        id: "1.2",
        subject: "a b/ü +.txt",
        data: { bucket: "uploads", key: "a b/ü +.txt", size: 1024, etag: record.s3.object.eTag, version: "v1" },
      },
    });
  });

  test.each([
    [undefined],
    [{}],
    [{ s3: { bucket: { name: "b" } } }],
    [{ s3: { bucket: {}, object: { key: "k" } } }],
    ["x"],
    [{ Records: [] }],
  ])("%j names no object: a fault of its own", (data) => {
    expect(decode("com.amazonaws.s3.ObjectCreated:Put", data).fault).toMatchObject({ code: "INVALID_EVENT" });
  });

  test("a key with half an escape is a fault, not a failure", () => {
    const wrong = { s3: { bucket: { name: "b" }, object: { key: "%E0%A4%A" } } };
    expect(decode("com.amazonaws.s3.ObjectCreated:Put", wrong).fault).toBeInstanceOf(URIError);
  });
});

test("the portable event stays as it is, and so does another type", () => {
  const data = { bucket: "uploads", key: "a+b" };
  expect(decode("dev.unmoor.bucket.created", data).event).toMatchObject({ type: "dev.unmoor.bucket.created", data });
  expect(decode("com.amazonaws.s3.ObjectRestore:Post", record).event.data).toEqual(record);
});
