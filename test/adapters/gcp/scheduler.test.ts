import { expect, test } from "vitest";
import { scheduler } from "../../../adapters/gcp/runtime.ts";
import { done, one, push, retry, status } from "./push.ts";

const codec = scheduler();
const headers = {
  "x-cloudscheduler": "true",
  "x-cloudscheduler-jobname": "shop-nightly",
  "x-cloudscheduler-scheduletime": "2026-10-05T01:41:00-07:00",
  "user-agent": "Google-Cloud-Scheduler",
  "content-length": "0",
};

test("a run is job and scheduled time, with the zone's offset as it came", () => {
  expect(one(codec, push(headers))).toEqual({
    event: {
      specversion: "1.0",
      id: "shop-nightly@2026-10-05T01:41:00-07:00",
      source: "//cloudscheduler.googleapis.com/jobs/shop-nightly",
      type: "dev.unmoor.schedule",
      subject: "shop-nightly",
      time: "2026-10-05T01:41:00-07:00",
    },
  });
});
test("a run that is repeated has the same id", () => {
  const [a, b] = [push(headers), push({ ...headers, traceparent: "x" })].map((wire) => one(codec, wire).event.id);
  expect(a).toBe(b);
});
test("a run by hand, without a scheduled time, has the time of its request", () => {
  const { "x-cloudscheduler-scheduletime": _, ...others } = headers;
  expect(one(codec, push(others)).event.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});
test("the header that marks a run is asked for", () => {
  const { "x-cloudscheduler": _, ...others } = headers;
  expect(codec.claims(push(others))).toBe(false);
});
test("done is 204, a retry 500", async () => {
  expect([await status(codec, push(headers), done), await status(codec, push(headers), retry())]).toEqual([204, 500]);
});
