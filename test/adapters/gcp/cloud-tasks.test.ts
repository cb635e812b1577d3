import { describe, expect, test } from "vitest";
import { cloudTasks } from "../../../adapters/gcp/runtime.ts";
import { done, one, push, reject, retry, status } from "./push.ts";

const codec = cloudTasks();
const headers = {
  "user-agent": "Google-Cloud-Tasks",
  "x-cloudtasks-queuename": "my-queue",
  "x-cloudtasks-taskname": "731",
  "x-cloudtasks-taskretrycount": "0",
  "x-cloudtasks-taskexecutioncount": "0",
  "x-cloudtasks-tasketa": "1791288000.25",
};
const task = (over: Readonly<Record<string, string>> = {}, body: unknown = "") => push({ ...headers, ...over }, body);

describe("a task", () => {
  test("id, source, time and data are name, queue, ETA and body", () => {
    expect(one(codec, task({}, `{"orderId":1}`))).toEqual({
      channel: "my-queue",
      attempt: 1,
      last: false,
      event: {
        specversion: "1.0",
        id: "731",
        source: "//cloudtasks.googleapis.com/queues/my-queue",
        type: "dev.unmoor.queue",
        time: "2026-10-06T12:00:00.250Z",
        datacontenttype: "application/json",
        data: { orderId: 1 },
      },
    });
  });
  test("application/octet-stream is what Cloud Tasks may put where nobody said anything, and says nothing", () => {
    expect(one(codec, task({ "content-type": "application/octet-stream" }, "{}")).event.data).toEqual({});
    expect(one(codec, task({ "content-type": "text/plain" }, "{}")).event.data).toBe("{}");
  });
  test("the attempt counts dispatches, not executions: those leave out 5xx and time-outs", () => {
    const over = { "x-cloudtasks-taskretrycount": "4", "x-cloudtasks-taskexecutioncount": "2" };
    expect(one(codec, task(over))).toMatchObject({ attempt: 5, last: false });
    expect(one(cloudTasks({ attempts: 5 }), task(over)).last).toBe(true);
  });
  test("without a count there is no attempt", () => {
    const { "x-cloudtasks-taskretrycount": _, ...others } = headers;
    expect(one(codec, push(others))).not.toHaveProperty("attempt");
  });
  test.each(["", "x", "1e99"])("the ETA %j is no time", (eta) => {
    expect(one(codec, task({ "x-cloudtasks-tasketa": eta })).event).not.toHaveProperty("time");
  });
  test("a CloudEvent in binary or structured mode keeps its attributes", () => {
    const own = { specversion: "1.0", id: "a", source: "/shop", type: "placed" };
    const ce = Object.fromEntries(Object.entries(own).map(([name, value]) => [`ce-${name}`, value]));
    expect(one(codec, task({ ...ce, "content-type": "application/json" }, `{"a":1}`)).event).toMatchObject({
      ...own,
      data: { a: 1 },
    });
    expect(one(codec, task({ "content-type": "application/cloudevents+json" }, { ...own, data: 1 })).event).toEqual({
      ...own,
      data: 1,
    });
  });
  test("a CloudEvent's percent-encoded attributes are decoded: the carrier is HTTP", () => {
    const over = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/", "ce-type": "t", "ce-subject": "caf%C3%A9" };
    expect(one(codec, task(over))).toMatchObject({ attempt: 1, channel: "my-queue", event: { subject: "café" } });
  });
  test("App Engine's tasks are not claimed: they have no HTTP target", () => {
    expect(codec.claims(push({ "x-appengine-taskname": "731" }))).toBe(false);
  });
});

describe("answers", () => {
  test("done is 204, a retry 500", async () => {
    expect(await status(codec, task(), done)).toBe(204);
    expect(await status(codec, task(), retry())).toBe(500);
  });
  test("a delay is 503 with Retry-After in whole seconds, never fewer than asked for", async () => {
    expect(await codec.encode([retry(1_001)], task())).toEqual({
      status: 503,
      headers: ["content-length", "0", "retry-after", "2"],
      body: null,
    });
  });
  test("a reject is acknowledged only where a handler has kept it, since the queue keeps nothing", async () => {
    expect(await status(cloudTasks({ deadLetter: true }), task(), reject)).toBe(204);
    expect(await status(codec, task(), reject)).toBe(500);
  });
});
