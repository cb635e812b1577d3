import type { IncomingMessage } from "node:http";
import type { TypedData } from "./core.ts";

/**
 * Trigger metadata of an HTTP request in stream mode: one dictionary that ignores case, into which the fields of a JSON
 * body and the query are written before `Query` and `Headers`, so that the first may take the place of the last.
 *
 * @param body of a request whose content type is JSON
 * @see https://github.com/Azure/azure-functions-host/issues/9840
 */
export function triggerMetadata(
  route: Readonly<Record<string, string>>,
  query: string,
  headers: Readonly<Record<string, string>>,
  body?: Uint8Array,
): Record<string, TypedData> {
  const entries = new Map<string, [string, TypedData]>();
  const add = (key: string, data: TypedData | undefined): void => {
    if (data && !entries.has(key.toLowerCase())) entries.set(key.toLowerCase(), [key, data]);
  };
  for (const [key, value] of Object.entries(fields(body))) add(key, typed(value));
  for (const [key, value] of new URLSearchParams(query)) add(key, { string: value });
  for (const [key, value] of Object.entries(route)) add(key, { string: value });
  add("Query", { json: JSON.stringify(Object.fromEntries(new URLSearchParams(query))) });
  add("Headers", { json: JSON.stringify(headers) });
  return Object.fromEntries(entries.values());
}

function fields(body: Uint8Array | undefined): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return value && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function typed(value: unknown): TypedData | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return { string: value };
  return { json: JSON.stringify(value) };
}

/** Header lines as the host's dictionary has them: their own case, repeated ones joined by a comma. */
export function headerLines({ rawHeaders }: IncomingMessage): Map<string, [string, string]> {
  const lines = new Map<string, [string, string]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const before = lines.get(name.toLowerCase());
    const separator = name.toLowerCase() === "cookie" ? "; " : ",";
    const value = rawHeaders[i + 1] as string;
    lines.set(name.toLowerCase(), before ? [before[0], `${before[1]}${separator}${value}`] : [name, value]);
  }
  return lines;
}
