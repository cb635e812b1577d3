import type { EventFunction } from "unmoor";
import { on, queue } from "unmoor";
import type { CloudEvent } from "unmoor/adapter";

/** Of a captured message, but its region. */
export const HEADERS = {
  "ce-specversion": "1.0",
  "ce-type": "com.vercel.queue.v2beta",
  "ce-source": "/topic/orders/consumer/api_Squeue_Dts",
  "ce-id": "m1",
  "ce-time": "2026-11-20T14:18:22.459Z",
  "ce-vqsmessageid": "m1",
  "ce-vqsqueuename": "orders",
  "ce-vqsconsumergroup": "api_Squeue_Dts",
  "ce-vqsregion": "iad1",
  "ce-vqsreceipthandle": "r/1",
  "ce-vqsdeliverycount": "1",
  "ce-vqscreatedat": "2026-11-20T14:18:22.458Z",
  "ce-vqsexpiresat": "2026-11-21T14:18:22.458Z",
  "x-vercel-oidc-token": "token",
  "content-type": "application/json",
};
/** Path of its lease. */
export const LEASE = "/api/v3/topic/orders/consumer/api_Squeue_Dts/lease/r%2F1";

/** The message with other headers, or without some. */
export const wire = (
  changed: Readonly<Record<string, string | undefined>> = {},
  body: string | Uint8Array<ArrayBuffer> = '{"order":1}',
): Request =>
  new Request("https://app.vercel.app/fulfil", {
    method: "POST",
    headers: Object.entries({ ...HEADERS, ...changed }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
    // As bytes: Fetch says for a text that it is one.
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  });

/** A consumer of it. */
export const fn = (handler: (event: CloudEvent) => unknown, deadLetter?: () => unknown): EventFunction =>
  on(queue("orders"), deadLetter ? { deadLetter } : {}, handler);
