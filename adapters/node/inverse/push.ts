import type { Push } from "../codec/push.ts";

/** A request as its sender writes it. */
export const post = (headers: readonly (readonly [string, string])[], rawBody: Uint8Array): Push => ({
  method: "POST",
  url: "/",
  rawHeaders: [["host", "a.example"], ...headers, ["content-length", `${rawBody.length}`]].flat(),
  rawBody,
});
