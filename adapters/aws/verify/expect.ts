import type { DeployedFunction, DeployedTrigger, Expectation, TargetConfig, Unit, Wanted } from "unmoor/adapter";
import { feed } from "./feed.ts";

import { LAMBDA, TRIGGERS } from "./pages.ts";

/** What a unit needs from Lambda and from what starts it: what its emitted template says. */
export function expect(
  unit: Unit,
  config: TargetConfig,
  found: DeployedFunction,
  trigger?: DeployedTrigger,
): Expectation {
  const [write, page] = TRIGGERS[unit.shape] ?? ["", LAMBDA];
  const limits = `${LAMBDA}configuration-function-common.html`;
  const wanted: Wanted[] = [
    { fact: "handler", value: "index.handler", write: "Handler: index.handler", page: `${LAMBDA}nodejs-handler.html` },
    {
      fact: "runtime",
      value: ["nodejs24.x", "nodejs22.x"],
      write: "Runtime: nodejs24.x",
      page: `${LAMBDA}lambda-runtimes.html`,
    },
  ];
  if (unit.timeoutMs !== undefined) {
    const seconds = Math.ceil(unit.timeoutMs / 1000);
    wanted.push({ fact: "timeout", value: seconds, write: `Timeout: ${seconds}`, page: limits });
  }
  if (unit.memoryMb !== undefined)
    wanted.push({ fact: "memory", value: unit.memoryMb, write: `MemorySize: ${unit.memoryMb}`, page: limits });
  if (trigger) wanted.push(...(unit.trigger === "http" ? front(unit, config) : feed(unit, config, found)));
  return { ...(write && { write }), page, wanted };
}

function front({ shape }: Unit, { auth = "none" }: TargetConfig): Wanted[] {
  const page = TRIGGERS[shape]?.[1] ?? LAMBDA;
  if (shape === "http-api") return [{ fact: "payload", value: "2.0", write: 'PayloadFormatVersion: "2.0"', page }];
  if (!shape.startsWith("function-url")) return [];
  const type = auth === "iam" ? "AWS_IAM" : "NONE";
  const stream = shape !== "function-url";
  return [
    { fact: "access", value: type, write: `AuthType: ${type}`, page: `${LAMBDA}urls-auth.html` },
    { fact: "streaming", value: stream, write: `InvokeMode: ${stream ? "RESPONSE_STREAM" : "BUFFERED"}`, page },
  ];
}
