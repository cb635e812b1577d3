import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { alb } from "./alb.ts";
import type { Front } from "./fragment.ts";
import { functionUrl } from "./function-url.ts";
import { httpApi } from "./http-api.ts";
import { rest, restStream } from "./rest.ts";

/**
 * What a unit's shape needs around its function, whose logical id is `id`.
 *
 * @throws `INVALID_TARGET_CONFIG`, `UNKNOWN_SHAPE`
 */
export function front(unit: Unit, id: string, config: TargetConfig): Front {
  const { name, shape } = unit;
  switch (shape) {
    case "http-api":
      return httpApi(id);
    case "function-url":
    case "function-url-stream":
      return functionUrl(id, shape !== "function-url", config);
    case "rest":
      return rest(id);
    case "rest-stream":
      return restStream(id, unit);
    case "alb":
    case "alb-single":
      return alb(id, shape === "alb", config);
    default:
      throw error("UNKNOWN_SHAPE", `unit "${name}": AWS has no shape "${shape}"`);
  }
}
