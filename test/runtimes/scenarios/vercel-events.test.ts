import { environment } from "../../../adapters/vercel/index.ts";
import { fleet, PATIENT_MS } from "../vercel/fleet.ts";
import { eventScenariosOn } from "./events-on.ts";

await eventScenariosOn({
  provider: "vercel",
  env: environment,
  timeoutMs: PATIENT_MS,
  start: (deployment, _way, functions) => fleet(deployment, functions),
});
