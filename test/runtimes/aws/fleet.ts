import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Road } from "../../../src/conformance/index.ts";
import { type Deployed, type Deployment, importOf } from "../scenarios/deployed.ts";
import type { EventRuntime } from "../scenarios/events-on.ts";
import type { Result } from "./environment.ts";
import { lambda } from "./lambda.ts";

/** What an invocation has where nothing waits for its end, and where something does. */
const PATIENT_MS = 30_000;
const HASTY_MS = 2000;
const ENDED = "the invocation has ended:";

const keyOf = ({ shape, name }: Deployed): string => `${shape}.${name}`;

/**
 * Many functions on few environments: a handler that hands each invocation to the bundle of the function that it is of.
 * The bundles are what the build wrote; which one is meant, Lambda says itself, by the ARN of the context.
 */
export async function fleet({ out }: Deployment, functions: readonly Deployed[]): Promise<EventRuntime> {
  const index = join(out, "index.mjs");
  const entries = functions.map((fn) => `  "${keyOf(fn)}": () => import("${importOf(index, fn)}"),`);
  await writeFile(
    index,
    `const functions = {\n${entries.join("\n")}\n};
export const handler = async (event, context) => {
  const { handler } = await functions[context.invokedFunctionArn.split(":").at(-1)]();
  try {
    return await handler(event, context);
  } finally {
    process.stdout.write(\`${ENDED} \${context.awsRequestId}\\n\`);
  }
};
`,
  );
  /** Lines by request, and who waits for its last. */
  const requests = new Map<string, { lines: string[]; ended: () => void }>();
  const target = lambda({
    taskRoot: out,
    env: {},
    timeoutMs: PATIENT_MS,
    graceMs: 10_000,
    log(text) {
      for (const line of text.split("\n")) {
        // Events have such ids, too.
        const [request] = (line.match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g) ?? []).flatMap(
          (id) => requests.get(id) ?? [],
        );
        if (line.startsWith(ENDED)) request?.ended();
        else request?.lines.push(line);
      }
    },
  });
  return {
    stop: () => target.stop(),
    road(fn, { waits, brief }): Road {
      const log: string[] = [];
      return {
        calls: [],
        now: Date.now,
        log: () => log.join("\n"),
        async send(wire) {
          const id = randomUUID();
          const { promise: over, resolve: ended } = Promise.withResolvers<void>();
          requests.set(id, { lines: log, ended });
          const timeoutMs = waits && !brief ? HASTY_MS : PATIENT_MS;
          const result = await target.invoke(wire, { id, name: keyOf(fn), timeoutMs });
          // A process that is gone has said its last.
          if (!(result.is === "error" && /^(Sandbox\.|Runtime\.Exit)/.test(result.type))) await over;
          requests.delete(id);
          return replyOf(result);
        },
      };
    },
  };
}

/** What the service that invoked is given. */
function replyOf(result: Result): unknown {
  if (result.is === "buffered") return JSON.parse(result.payload.toString());
  return result.is === "error"
    ? Object.assign(new Error(result.message), { name: result.type })
    : new Error("nobody reads a stream here");
}
