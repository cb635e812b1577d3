import { http } from "unmoor";
import { stream } from "../chunks.ts";

export const chunked = http(
  "GET /stream",
  { streaming: true },
  () => new Response(stream(), { headers: { "content-type": "text/plain" } }),
);
