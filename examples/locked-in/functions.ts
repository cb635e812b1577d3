import { http, on, queue, schedule } from "unmoor";
import { archive } from "./storage/archive.ts";

// What not to do: each of these keeps an app on one cloud, or breaks it on another. `unmoor check` finds all of them.

/** The customer of the request: of this one, or of the one before. */
let customer = "";

/** An AWS SDK, three modules deep. */
export const save = http("POST /save", async (request) => {
  await archive(await request.text());
  return new Response("saved");
});

/** A variable of the module that takes a part of the request. */
export const greet = http("GET /greet", (request) => {
  customer = request.headers.get("x-customer") ?? "somebody";
  return Response.json({ hello: customer });
});

/** The raw event, whatever it is. */
export const inspect = http("GET /inspect", (_request, { native }) => Response.json({ event: native }));

const MEGABYTE = 1024 * 1024;

/** Twelve megabytes at once. */
export const report = http("GET /report", () => new Response(new Uint8Array(12 * MEGABYTE)));

/** Twenty minutes. */
export const transcode = on(queue("videos"), { timeout: "20m", deadLetter: () => {} }, async () => {});

/** Seconds, years and a question mark: Quartz's dialect. */
export const nightly = on(schedule("0 0 2 * * ? *"), async () => {});
