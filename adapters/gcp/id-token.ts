import { error, type Host } from "unmoor/adapter";
import { headersOf, type Push } from "./codec/push.ts";

/** Who may send, as a codec asks it; without one IAM is the only guard, and the service must be private. */
export interface Sender {
  open(wire: Push, host: Host): Promise<Push>;
}

/** Build-time facts of who may send. */
export interface IdTokenOptions {
  /** `aud` of the sender's ID token, as its subscription, job or queue asks for it. */
  readonly audience: string;
  /** The service account that the sender acts as; the environment's `INVOKER_ACCOUNT` by default. */
  readonly email?: string;
  /**
   * Cloud Run's IAM stands before the service and has verified the signature, which it then takes off the token. Only
   * where that is so may a token without its signature pass.
   *
   * @see https://docs.cloud.google.com/run/docs/troubleshooting#signature-removed
   */
  readonly iam?: boolean;
}

const KEYS = "https://www.googleapis.com/oauth2/v3/certs";

/** Seconds that clocks may differ. */
const SKEW = 30;

/**
 * A sender that shows an ID token: lets a delivery in only with a token of Google's (RS256) for this
 * audience, of this account, that has not expired. Keys are fetched through the host, kept for ten minutes, and after
 * one unknown key not asked for again within half a minute.
 *
 * @throws `UNVERIFIED_SENDER` (401, or 503 while there are no keys)
 * @see https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions#validate_tokens
 * @example pubsub({ sender: idToken({ audience: "shop-fulfil", email: "shop-invoker@my-project.iam.gserviceaccount.com" }) })
 */
export function idToken({ audience, email, iam }: IdTokenOptions): Sender {
  let keys: import("jose").JWTVerifyGetKey | undefined;
  const signed = async (token: string, host: Host): Promise<Claims> => {
    // Not before a signature is there.
    const { createRemoteJWKSet, customFetch, jwtVerify } = await import("jose");
    keys ??= createRemoteJWKSet(new URL(KEYS), {
      [customFetch]: (url: string, init: RequestInit) => host.fetch(new Request(url, init)),
    });
    const currentDate = new Date(host.now());
    const { payload } = await jwtVerify(token, keys, { algorithms: ["RS256"], currentDate, clockTolerance: SKEW });
    return payload;
  };
  return {
    async open(wire, host) {
      const account = email ?? host.env.INVOKER_ACCOUNT;
      let wrong: string;
      let status = 401;
      let cause: unknown;
      try {
        const [, token = ""] = /^Bearer +(.+)/i.exec(`${headersOf(wire).authorization}`) ?? [];
        const [, payload = "", signature] = token.split(".");
        const claims =
          iam && signature === "SIGNATURE_REMOVED_BY_GOOGLE"
            ? (Object(JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")))) as Claims)
            : await signed(token, host);
        const { iss, aud, exp } = claims;
        // Signature and audience alone prove nobody: any account of Google's can ask for any audience.
        wrong = Object.entries({
          iss: /^(https:\/\/)?accounts\.google\.com$/.test(`${iss}`),
          aud: aud === audience,
          email: account && claims.email === account && claims.email_verified === true,
          exp: Number.isSafeInteger(exp) && Number(exp) > host.now() / 1000 - SKEW,
        })
          .filter(([, right]) => !right)
          .join();
      } catch (thrown) {
        cause = thrown;
        wrong = `${thrown}`;
        // Keys that cannot be had are no fault of the token's.
        if (thrown instanceof TypeError || /^ERR_J(OSE_G|WKS_[TI])/.test(`${(thrown as { code?: string }).code}`))
          status = 503;
      }
      if (wrong)
        throw Object.assign(error("UNVERIFIED_SENDER", `the sender may not send: ${wrong}`, status), { cause });
      return wire;
    },
  };
}

type Claims = Readonly<Record<string, unknown>>;
