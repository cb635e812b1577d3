/**
 * A request as it comes through Vercel's proxy to a function that is no HTTP function.
 *
 * @see https://vercel.com/docs/headers/request-headers
 */
export function proxied(
  method: "GET" | "POST",
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
  body?: Uint8Array,
): Request {
  const said = Object.entries({
    host: "app.vercel.app",
    "x-forwarded-host": "app.vercel.app",
    "x-forwarded-proto": "https",
    "x-vercel-id": "iad1::iad1::inverse-0",
    ...headers,
  }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new Request(`https://app.vercel.app${path}`, {
    method,
    headers: said,
    ...(body?.length && { body: new Uint8Array(body) }),
  });
}

/** The secret that this platform, these senders and these callers show. */
const SECRET = "secret-of-the-inverse";
export const authorization: string = `Bearer ${SECRET}`;

/** What the environment must hold for codecs to let them in. */
export const environment: Readonly<Record<string, string>> = {
  CLOUDEVENTS_SECRET: SECRET,
  CRON_SECRET: SECRET,
  TASK_SECRET: SECRET,
};

/** What a failure looks like from outside. */
export const failed = (status: number): Error => new Error(`Vercel logs a failure: ${status}`);
