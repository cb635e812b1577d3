import { start } from "../gcp/start.ts";
import { scenariosOn } from "./on.ts";

scenariosOn({
  provider: "gcp",
  shape: "service",
  target: { http: "service" },
  light: true,
  start: (dir, env) => start({ dir, unit: "http", shape: "service", env }),
  front: () => [["X-Forwarded-For", "192.0.2.1"]],
});
