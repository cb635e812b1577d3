import { join } from "node:path";
import type { Answer, Deployment } from "../deployment.ts";
import type { Result } from "./environment.ts";
import { type Lambda, lambda } from "./lambda.ts";
import { start } from "./start.ts";

/** An app's functions on aws-lambda-ric, each with environments of its own, begun when they are needed. */
export async function deploy(dir: string, env: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  let logs = "";
  const log = (text: string): void => {
    logs += text;
  };
  const site = await start({ dir, unit: "http", env });
  const lambdas = new Map<string, Lambda>();
  return {
    origin: site.origin,
    async send({ name }, wire) {
      const own = lambdas.get(name) ?? lambda({ taskRoot: join(dir, name), env, timeoutMs: 10_000, log });
      lambdas.set(name, own);
      return answerOf(await own.invoke(wire));
    },
    logs: () => site.logs() + logs,
    stop: async () => void (await Promise.all([site, ...lambdas.values()].map((each) => each.stop()))),
  };
}

function answerOf(result: Result): Answer {
  if (result.is === "error") return { reply: new Error(result.message), told: `error ${result.type}` };
  if (result.is === "streaming") throw new Error("an event was answered with a stream");
  const reply = JSON.parse(result.payload.toString()) as unknown;
  return { reply: reply ?? undefined, told: inWords(reply) };
}

/** The list of a batch's failures, `null`, or that there is a result. */
function inWords(reply: unknown): string {
  const { batchItemFailures: failures } = Object(reply) as {
    readonly batchItemFailures?: { itemIdentifier: unknown }[];
  };
  if (failures) return `failures [${failures.map(({ itemIdentifier }) => itemIdentifier).join()}]`;
  return reply === null ? "null" : "a result";
}
