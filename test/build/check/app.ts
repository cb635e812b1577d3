import type { Adapter } from "unmoor/adapter";
import { adapters } from "../../../adapters/index.ts";
import { type BuildOptions, type CheckResult, check } from "../../../src/build/index.ts";
import { project } from "../project.ts";
import { toy } from "../toy/index.ts";

/** What the check finds in an app of some files; `toy` may be another one. */
export async function checkApp(
  files: Readonly<Record<string, string>> | string,
  options: Partial<BuildOptions> & { readonly toy?: Partial<Adapter>; readonly packages?: readonly string[] } = {},
): Promise<CheckResult & { readonly told: readonly string[] }> {
  const { toy: changed, packages = [], ...more } = options;
  using app = project(typeof files === "string" ? { "functions.ts": files } : files, packages);
  const own = { ...toy, ...changed };
  const result = await check({
    entry: "functions.ts",
    targets: ["toy"],
    cwd: app.dir,
    adapters: { ...adapters, toy: async () => ({ own }) },
    ...more,
  });
  const told = result.findings.map(
    ({ severity, code, functions, place }) =>
      `${severity} ${code} ${functions} ${place ? `${place.file.split("/").at(-1)}:${place.line}:${place.column}` : "-"}`,
  );
  return { ...result, told };
}

export const UNMOOR = `import { http, on, queue, schedule, stream, task, bucket, topic, Retry, provide } from "unmoor";\n`;
