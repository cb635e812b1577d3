import type { Scenario } from "../scenario.ts";
import { bodies } from "./bodies.ts";
import { context } from "./context.ts";
import { cookies } from "./cookies.ts";
import { errors } from "./errors.ts";
import { headers } from "./headers.ts";
import { hostile } from "./hostile.ts";
import { lifecycle } from "./lifecycle.ts";
import { methods } from "./methods.ts";
import { mounted } from "./mounted.ts";
import { params } from "./params.ts";
import { query } from "./query.ts";
import { reading } from "./reading.ts";
import { responses } from "./responses.ts";
import { streaming } from "./streaming.ts";
import { targets } from "./targets.ts";

export { environment } from "./context.ts";

/** The rules of HTTP functions by topic: the same list in memory, on every codec and on every provider's runtime. */
export const http: Readonly<Record<string, readonly Scenario[]>> = {
  methods,
  params,
  query,
  headers,
  cookies,
  bodies,
  reading,
  responses,
  errors,
  targets,
  hostile,
  context,
  lifecycle,
  streaming,
  mounted,
};
