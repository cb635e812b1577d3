import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Bundle, bundle, here } from "./bundle.ts";
import type { Shape } from "./calls.ts";
import type { Bench } from "./section.ts";
import { build } from "./unmoor.ts";

/** Bundles by the event that they are for. */
export type Contestant = (event: string) => Bundle;

const HTTP: Readonly<Record<Shape, string>> = { v2: "http-api", v1: "rest", alb: "alb-single" };

/** The peers of a folder, bundled; who does not bundle is left out with the reason. */
export async function peers(folder: string, { dir, leaveOut }: Bench): Promise<Map<string, Contestant>> {
  const found = new Map<string, Contestant>();
  for (const name of readdirSync(join(here, folder)).map((file) => basename(file, ".ts"))) {
    if (name.startsWith("unmoor")) continue;
    try {
      const made = await bundle(join(here, folder, `${name}.ts`), join(dir, folder, `${name}.mjs`));
      found.set(name, () => made);
    } catch (thrown) {
      leaveOut(name, `does not bundle: ${(thrown as Error).message.split("\n").slice(0, 3).join(" ")}`);
    }
  }
  return found;
}

/** unmoor's own rows of the HTTP tables: by Fetch, and with a mounted Hono app. One bundle a shape, as the build does. */
export async function unmoorHttp({ dir }: Bench): Promise<Map<string, Contestant>> {
  const found = new Map<string, Contestant>();
  for (const [entry, title] of [
    ["unmoor", "unmoor"],
    ["unmoor-hono", "hono on unmoor"],
  ] as const)
    for (const fetch of ["light", "native"] as const) {
      const made: Partial<Record<string, Bundle>> = {};
      for (const [shape, http] of Object.entries(HTTP)) {
        const out = join(dir, `${entry}-${fetch}-${shape}`);
        made[shape] = await build(`peers/${entry}.ts`, out, "aws", [`http=${http}`, `fetch=${fetch}`]);
      }
      found.set(`${title}, ${fetch}`, (event) => made[event.split(" ")[0] ?? ""] as Bundle);
    }
  return found;
}
