import { error, type Host } from "unmoor/adapter";
import type { Pushed } from "./pushed.ts";

/**
 * Calls the queue of a message about it.
 *
 * @param path below the consumer: `lease/…`, `id/…`
 * @returns an answer that is good, or to POST that another delivery has the message (409) or had it (410)
 * @throws `QUEUE_CALL_FAILED`
 */
export type CallQueue = (method: string, path: string, body?: string) => Promise<Response>;

/**
 * The way back to the queue that a message came from. Where it does not answer or is busy, it is asked three times.
 *
 * A base URL in `VERCEL_QUEUE_BASE_URL` is `vercel dev`'s. Otherwise the region, which is part of the host that gets our
 * token, must look like one: a forged `ce-vqsregion: evil.example/` would have it sent elsewhere.
 *
 * @throws `INVALID_MESSAGE` (400); `MISSING_TOKEN`, since nothing could be acknowledged without it
 * @see https://vercel.com/docs/queues/api
 */
export function queueOf({ headers }: Pushed, { env, fetch, after }: Host): CallQueue {
  const said = (name: string): string => headers.get(`ce-vqs${name}`) ?? "";
  const region = said("region") || env.VERCEL_REGION;
  const consumer = `${said("queuename")}/consumer/${said("consumergroup")}`;
  if (!/^[a-z]{2,5}\d\d?$/.test(`${region}`) || !/^[\w-]+\/consumer\/[\w-]+$/.test(consumer))
    throw error("INVALID_MESSAGE", `no queue: ${region} ${consumer}`, 400);
  const token = headers.get("x-vercel-oidc-token") ?? env.VERCEL_QUEUE_TOKEN;
  if (!token) throw error("MISSING_TOKEN", "no x-vercel-oidc-token: enable OIDC for the project");
  const base = env.VERCEL_QUEUE_BASE_URL ?? `https://${region}.vercel-queue.com`;
  const deployment = env.VERCEL_DEPLOYMENT_ID;
  const call = async (method: string, path: string, body?: string, left = 2): Promise<Response> => {
    const request = new Request(`${base}/api/v3/topic/${consumer}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "vqs-visibility-timeout-seconds": `${LEASE}`,
        ...(deployment && { "vqs-deployment-id": deployment }),
      },
      body: body ?? null,
    });
    const response = await fetch(request).catch((thrown) => new Response(`${thrown}`, { status: 599 }));
    const { ok, status } = response;
    if (ok || (method === "POST" && (status === 409 || status === 410))) return response;
    if (!left || (status < 500 && status !== 429))
      throw error("QUEUE_CALL_FAILED", `${method} ${path}: ${status} ${await response.text()}`);
    await new Promise<void>((resolve) => void after(500, resolve));
    return call(method, path, body, left - 1);
  };
  return call;
}

/** Seconds of a lease that we ask for, as `@vercel/queue` does. */
export const LEASE = 300;

/** Names the lease of a message. */
export const RECEIPT = "ce-vqsreceipthandle";
