import { nodeHeaders } from "unmoor/adapter";

/** What the host's forwarder sets, changes or drops on its own way to the worker. */
const FORWARDERS =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|proxy-.*|x-forwarded-.*|x-ms-invocation-id|traceparent|tracestate|baggage|request-id|correlation-context)$/;

/**
 * The headers that the client and the platform sent.
 *
 * The library takes them from the trigger's metadata, a dictionary that ignores case and holds the fields of a JSON
 * body too, written first: a body with a field `headers` gives a request without any, and one with `Headers` chooses
 * them. The host forwards the real ones on the wire, next to its own `x-forwarded-*`; where the two tell different
 * stories, the wire is right. It does not know the client's address, so that one is then unknown.
 *
 * @param raw name, value, name, value, as the worker's HTTP server got them
 * @see https://github.com/Azure/azure-functions-host/issues/9840
 */
export function sentHeaders(metadata: Headers, raw: readonly string[] = []): Iterable<readonly [string, string]> {
  const lines = nodeHeaders(raw);
  const wire = lines.filter(([name]) => !FORWARDERS.test(name));
  const seen = new Headers(wire);
  for (const [name, value] of seen)
    if (value && flat(metadata.get(name)) !== flat(value))
      return [...wire, ["host", lines.find(([name]) => name === "x-forwarded-host")?.[1] ?? ""]];
  // What only the platform may say must be on the wire, too, where that shows any of the request's own headers.
  return [...metadata].filter(([name]) => !wire[0] || !name.startsWith("x-ms-") || seen.has(name));
}

/** The two join repeated fields in different ways. */
const flat = (value: string | null): string | undefined => value?.replace(/[\s,;]+/g, "");
