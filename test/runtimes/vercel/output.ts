import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { readConfig } from "./instance.ts";

/** The part of `@vercel/build-utils` that reads `.vercel/output` as a deployment does. */
interface BuildUtils {
  deserializeBuildOutput(options: {
    outputDir: string;
    repoRootPath: string;
    deserializeLambda: (...args: unknown[]) => Promise<Lambda>;
    groupLambdas: (lambdas: Record<string, Lambda>) => Promise<Record<string, Lambda>>;
  }): Promise<{ output: Record<string, Lambda>; routes?: unknown[] }>;
  deserializeLambda(...args: unknown[]): Promise<Lambda>;
  sanitizeConsumerName(path: string): string;
  readonly SUPPORTED_AL2023_RUNTIMES: readonly string[];
}
interface Lambda {
  readonly type: string;
  createZip?(): Promise<Buffer>;
}

/** The vendor's build tools, of the versions that the tests install. */
export const buildUtils = (): BuildUtils =>
  createRequire(new URL("../package.json", import.meta.url))("@vercel/build-utils") as BuildUtils;

/**
 * Validates an emitted `.vercel/output` with the vendor's own reader, and what that reader lets pass: a handler that
 * is not there, a runtime that does not exist.
 *
 * @param dir the folder that holds `.vercel/output`
 * @returns the size of each function's zip in bytes, by path
 * @throws the vendor's error, or ours
 */
export async function validateOutput(dir: string): Promise<Record<string, number>> {
  const outputDir = resolve(dir, ".vercel/output");
  const utils = buildUtils();
  const { output } = await utils.deserializeBuildOutput({
    outputDir,
    repoRootPath: resolve(dir),
    deserializeLambda: (...args) => utils.deserializeLambda(...args),
    groupLambdas: async (lambdas) => lambdas,
  });
  const sizes: Record<string, number> = {};
  for (const [name, lambda] of Object.entries(output)) {
    if (lambda.type !== "Lambda") continue;
    const func = join(outputDir, "functions", `${name}.func`);
    const { handler, runtime } = await readConfig(func);
    await access(join(func, handler));
    if (!utils.SUPPORTED_AL2023_RUNTIMES.includes(runtime)) throw new Error(`${name}: unknown runtime ${runtime}`);
    sizes[name] = (await lambda.createZip?.())?.length ?? 0;
  }
  return sizes;
}
