import type { Push } from "../../../adapters/gcp/runtime.ts";
import type { NodeReply } from "../../../src/adapter/index.ts";
import type { Deployment } from "../deployment.ts";
import { type GcpRuntime, start } from "./start.ts";

const INVOKER = "orders-invoker@project.iam.gserviceaccount.com";

/** An app's functions under functions-framework, a process each, begun when they are needed. */
export async function deploy(dir: string, env: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const runtimes = new Map<string, Promise<GcpRuntime>>();
  const running = (unit: string): Promise<GcpRuntime> => {
    const runtime = runtimes.get(unit) ?? start({ dir, unit, env: { INVOKER_ACCOUNT: INVOKER, ...env } });
    runtimes.set(unit, runtime);
    return runtime;
  };
  const { origin } = await running("http");
  const all: GcpRuntime[] = [];
  return {
    origin,
    async send({ name }, wire) {
      const runtime = await running(name);
      if (!all.includes(runtime)) all.push(runtime);
      const { rawHeaders, rawBody } = wire as Push;
      const headers = new Headers({ authorization: tokenFor(name) });
      for (let i = 0; i + 1 < rawHeaders.length; i += 2)
        if (!/^(host|content-length)$/.test(`${rawHeaders[i]}`))
          headers.append(`${rawHeaders[i]}`, `${rawHeaders[i + 1]}`);
      const response = await fetch(runtime.origin, { method: "POST", headers, body: rawBody as BodyInit });
      const body = new Uint8Array(await response.arrayBuffer());
      const reply: NodeReply = {
        status: response.status,
        headers: [...response.headers].flat(),
        body: body.length ? body : null,
      };
      return { reply, told: `${response.status}` };
    },
    logs: () => all.map((runtime) => runtime.logs()).join(""),
    stop: async () => void (await Promise.all([...runtimes.values()].map(async (each) => (await each).stop()))),
  };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** As Cloud Run hands on a token that IAM has verified, of the account that the emitted commands create. */
function tokenFor(unit: string): string {
  const account = { iss: "https://accounts.google.com", email: INVOKER, email_verified: true };
  const claims = { ...account, aud: `orders-${unit}`, exp: Math.floor(Date.now() / 1000) + 600 };
  return `Bearer ${part({ alg: "RS256" })}.${part(claims)}.SIGNATURE_REMOVED_BY_GOOGLE`;
}
