import type { Inverse } from "unmoor/adapter";

/**
 * Vercel's proxy and launcher: the headers that it sets, over what a client may have sent under those names, and the
 * URL as the launcher parses it. What the proxy would answer itself (an impossible host or method) is handed on, so
 * that the codec's own refusal is seen.
 */
export const fetchInverse: Inverse<"http", Request, Response> = {
  wire({ request, client = "203.0.113.7" }) {
    const { method, url } = request;
    const host = request.headers.get("host") ?? new URL(url).host;
    const headers = new Headers(request.headers);
    for (const name of [...headers.keys()]) if (name.startsWith("x-vercel-")) headers.delete(name);
    headers.set("host", host);
    headers.set("x-forwarded-for", client);
    headers.set("x-forwarded-host", host);
    headers.set("x-forwarded-proto", url.startsWith("http:") ? "http" : "https");
    headers.set("x-real-ip", client);
    headers.set("x-vercel-forwarded-for", client);
    headers.set("x-vercel-id", "iad1::iad1::inverse-0");
    const init: RequestInit & { duplex: "half" } = { headers, signal: request.signal, duplex: "half" };
    if (request.body) init.body = request.body;
    const seen = launched(url, host);
    const parsed = URL.canParse(seen);
    const wire = new Request(parsed ? seen : "http://localhost/", { method: init.body ? "POST" : "GET", ...init });
    const line = { method: { value: method }, ...(!parsed && { url: { value: seen } }) };
    return Object.defineProperties(wire, line);
  },
  outcome: (reply) => reply,
};

/** The dev-server says http whatever the client spoke, which the codec must not believe. */
function launched(url: string, host: string): string {
  // Not documented, assumed of a proxy: what no URL may hold literally arrives escaped.
  const target = url.replace(/^https?:\/\//, "").replaceAll("\\", "%5C");
  const base = `http://${/^[\w.-]+(:\d+)?$/.test(host) ? host : "localhost"}`;
  // Another authority than the host's: an absolute-form target.
  return target.startsWith(host) ? `${base}${target.slice(host.length) || "/"}` : url;
}
