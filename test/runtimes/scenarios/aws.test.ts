import { start } from "../aws/start.ts";
import { scenariosOn } from "./on.ts";

// What the emitted template says; Lambda's own default of 3 s would end the patient ones.
const timeoutMs = 29_000;

for (const shape of ["http-api", "function-url", "rest", "alb", "alb-single"])
  scenariosOn({
    provider: "aws",
    shape,
    target: { http: shape },
    start: (dir, env) => start({ dir, unit: "http", shape, env, timeoutMs }),
  });
