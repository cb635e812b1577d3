import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A user's project that no build has touched. */
export interface Project {
  readonly dir: string;
  /** To be set where it runs: the package is taken from its sources, as everywhere in the tests. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/**
 * Writes a project with the package installed in it.
 *
 * @param files path → text, or what is written as JSON
 */
export async function project(files: Readonly<Record<string, unknown>>): Promise<Project> {
  const dir = await mkdtemp(join(tmpdir(), "unmoor-by-hand-"));
  for (const [path, content] of Object.entries({ "package.json": { type: "module", main: "index.mjs" }, ...files })) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  await mkdir(join(dir, "node_modules"));
  await symlink(fileURLToPath(new URL("../..", import.meta.url)), join(dir, "node_modules/unmoor"));
  return {
    dir,
    env: { NODE_OPTIONS: "--conditions=source --disable-warning=ExperimentalWarning" },
    remove: () => rm(dir, { recursive: true }),
  };
}

/** One function of each kind, in plain JavaScript; each logs what it got, and does what the data say. */
export const FUNCTIONS = `
import { cloudEvent, http, on, queue, Reject, schedule, task } from "unmoor";
const handle = async ({ id, type, data }, { log, attempt }) => {
  log.info("handled", { event: { id, type, data }, attempt });
  if (data?.fail === "throw") throw new Error("secret cause");
  if (data?.fail === "reject") throw new Reject("never");
};
const deadLetter = ({ id }, error, { log }) => log.info("dead", { id, why: error.message });
export const hello = http("GET /hello/:name", (_request, { params }) => Response.json({ hello: params.name }));
export const site = http("* /**", () => new Response("the site"));
export const fulfil = on(queue("orders"), { deadLetter, attempts: 3 }, handle);
export const nightly = on(schedule("0 2 * * *"), handle);
export const paid = on(cloudEvent({ type: "com.shop.paid" }), { deadLetter }, handle);
export const quote = task("quote", async ({ count }) => {
  if (!count) throw new Error("secret cause");
  return { total: count * 5 };
});
`;
