import { error, type Host } from "unmoor/adapter";
import { headersOf, type Push } from "./push.ts";

/** Characters of a secret that nobody guesses. */
const SHORTEST = 16;

/**
 * Lets in whoever shows a secret of the environment as a bearer token. Without such a secret nobody is let in:
 * `Bearer undefined` must open nothing. Digests are compared, which have one length and no prefix in common.
 *
 * @param name of the variable
 * @throws `MISSING_SECRET` and `UNAUTHORIZED`, both 401
 */
export async function verify(push: Push, { env }: Host, name: string): Promise<void> {
  const secret = env[name] ?? "";
  if (secret.length < SHORTEST)
    throw error("MISSING_SECRET", `set ${name} to ${SHORTEST} characters or more: without it nobody is let in`, 401);
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(headersOf(push).authorization ?? "") ?? [];
  const [ours, theirs] = await Promise.all([digest(secret), digest(given)]);
  if (ours.reduce((differing, byte, at) => differing | (byte ^ Number(theirs[at])), 0))
    throw error("UNAUTHORIZED", `the bearer token is not that of ${name}`, 401);
}

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
