import type { Lack, Limits, Traits } from "unmoor/adapter";

/** What is true of HTTP streams on Azure; `lacks` is printed by the check, the suite and the README. */
export const traits: Traits<"http"> = {
  streaming: true,
  requestStreaming: true,
  // Not by the library: its body writes to the connection itself (reply.ts).
  backpressure: true,
  // The host then resets the client's: YARP's
  // HttpForwarder, "forcefully terminate it so the client doesn't get the mistaken impression".
  truncation: true,
  disconnect: true,
  deadline: {
    lacks: "Azure tells a function no deadline; the function's own timeout counts, or the front end's 230 s",
  },
  background: true,
  // YARP builds the forwarded path from ASP.NET Core's decoded one: RequestUtilities.MakeDestinationAddress.
  rawPath: {
    lacks: "the Functions host resolves dot segments, decodes the path but for %2F, and encodes it again",
  },
  rawQuery: true,
  repeated: true,
  cookies: true,
  headers: true,
  bodies: true,
  untouched: {
    lacks:
      "the Functions host keeps /admin/* and /runtime/* and answers 404 for methods that Fetch cannot carry; a query key named headers is refused with 400, because the host mistakes it for the request's own",
  },
  // Scale-in and platform updates wait for tracked executions: 10 to 60 minutes.
  // https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan
  drain: true,
};

/** The plan decides: an instance of Flex Consumption has 512, 2048 or 4096 MB (providers/limits.md A1). */
export const memoryMb: Lack = {
  lacks: "memory is the app's on Azure, and its plan decides: --instance-memory of a Flex Consumption app",
  page: "https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#instance-sizes",
};

const CONSUMPTION = "a Consumption plan ends a function after 10 minutes; Flex Consumption and Premium let it run";
export const SCALE: string = "https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout";
/** Of what no front end waits for. */
export const plans: NonNullable<Limits["plans"]> = [{ durationMs: 600_000, says: CONSUMPTION, page: SCALE }];

export const limits: Limits = {
  memoryMb,
  page: SCALE,
  // FUNCTIONS_REQUEST_BODY_SIZE_LIMIT, whose default is the least that is documented: 100 MB.
  // https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits
  requestBytes: 104_857_600,
  urlBytes: 8_192,
  // Azure's load balancer answers then, on every plan.
  // https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
  durationMs: 230_000,
};
