import type { HttpMiddleware } from "unmoor";
import { type App, functionsOf } from "../../src/app/index.ts";
import * as scenarios from "../scenarios/streaming.ts";
import { directCarriers } from "./carriers.ts";
import { conforms } from "./report.ts";

/** A layer that does nothing must change nothing. */
const noop: HttpMiddleware = { http: (_request, _context, next) => next() };

const app: App = Object.fromEntries(
  functionsOf(scenarios, "http").map(([name, fn]) => [
    name,
    { ...fn, options: { ...fn.options, use: [noop, ...(fn.options.use ?? [])] } },
  ]),
);

for (const carrier of await directCarriers(app)) conforms("middleware", carrier, () => carrier, { concurrent: true });
