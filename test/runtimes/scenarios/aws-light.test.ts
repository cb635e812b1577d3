import { start } from "../aws/start.ts";
import { scenariosOn } from "./on.ts";

// The whole list once more with light Fetch: on a shape of each payload, and streaming.
for (const http of ["http-api", "rest", "alb", "function-url-stream"]) {
  const [target = http] = http.split("-stream");
  scenariosOn({
    provider: "aws",
    shape: http,
    target: { http: target },
    light: true,
    start: (dir, env) => start({ dir, unit: "http", shape: http, env, timeoutMs: 29_000 }),
  });
}
