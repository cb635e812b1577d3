import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DeployDocument } from "../../adapter/index.ts";
import { fault } from "../errors.ts";
import { terraformOf } from "./terraform.ts";
import { parseYaml } from "./yaml.ts";

/**
 * Reads a file, or what of a folder belongs to a provider.
 *
 * @param files which of a folder's
 * @throws `DOCUMENT_NOT_FOUND`, `INVALID_DOCUMENT`
 */
export function readDocuments(path: string, cwd: string, files: RegExp): DeployDocument[] {
  const place = resolve(cwd, path);
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats)
    throw fault("DOCUMENT_NOT_FOUND", `there is no "${path}"`, {
      help: "name a template, a Terraform JSON or plan, host.json, vercel.json or a .vercel/output folder",
    });
  if (!stats.isDirectory()) return [documentOf(path, readFileSync(place, "utf8"))];
  return listed(place, "")
    .filter((file) => files.test(file))
    .map((file) => documentOf(join(path, file), readFileSync(join(place, file), "utf8")));
}

/** A document of its text. */
export function documentOf(file: string, text: string): DeployDocument {
  const data = parseYaml(text, file);
  const terraform = terraformOf(data, file);
  return { file, data, ...(terraform && { terraform }) };
}

/** Without what tools keep there. */
function listed(folder: string, path: string): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = path ? `${path}/${entry.name}` : entry.name;
      if (!entry.isDirectory()) return [inside];
      return /^(node_modules|\.git|\.terraform|\.aws-sam)$/.test(entry.name) ? [] : listed(folder, inside);
    });
}
