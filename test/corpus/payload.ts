import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../shared/fixtures/", import.meta.url));

/** Whether the recorded payloads are there: they are no part of the package. */
export const recorded: boolean = existsSync(root);
if (!recorded) console.warn(`recorded payloads are not at ${root}: their tests are skipped`);

/** A recorded payload, and what must become of it. */
export interface Payload {
  readonly name: string;
  /** What the carrier's entry hands to the codecs. */
  readonly native: unknown;
  /** The shapes that claim it: all of its trigger and no other. Nothing for what is no trigger of ours. */
  readonly claimed: readonly string[];
  /** Of events: id, where the payload has one, and data. */
  readonly events?: readonly { readonly id?: string; readonly data: unknown }[];
}

export const textOf = (file: string): string => readFileSync(join(root, file), "utf8");
export const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(join(root, file)));
export const jsonOf = <T>(file: string): T => JSON.parse(textOf(file)) as T;

/** Files below a folder, relative to all fixtures. */
export const filesIn = (folder: string, ending = ".json"): string[] =>
  recorded
    ? readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(ending))
        .map((name) => `${folder}/${name}`)
        .sort()
    : [];

/** Data of which nobody says what they are: JSON where they parse, else text, else bytes; no bytes are none. */
export function portable(raw: string | Uint8Array | undefined): unknown {
  if (raw === undefined || raw.length === 0) return undefined;
  let text: string;
  try {
    text = typeof raw === "string" ? raw : new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    return raw;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
