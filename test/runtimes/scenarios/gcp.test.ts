import { start } from "../gcp/start.ts";
import { scenariosOn } from "./on.ts";

// Google's front end, which nothing stands for in front of the local process: it appends the address that it saw.
const front = (): [string, string][] => [["X-Forwarded-For", "192.0.2.1"]];

for (const shape of ["function", "service"] as const)
  scenariosOn({
    provider: "gcp",
    shape,
    target: { http: shape },
    start: (dir, env) => start({ dir, unit: "http", shape, env }),
    front,
  });
