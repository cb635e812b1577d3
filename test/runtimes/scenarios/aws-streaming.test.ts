import { start } from "../aws/start.ts";
import { scenariosOn } from "./on.ts";

for (const http of ["function-url", "rest"]) {
  const shape = `${http}-stream`;
  scenariosOn({
    provider: "aws",
    shape,
    target: { http },
    start: (dir, env) => start({ dir, unit: "http", shape, env, timeoutMs: 29_000 }),
  });
}
