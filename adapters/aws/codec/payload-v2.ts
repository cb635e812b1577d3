import { below, type HttpOptions, type HttpParts, type Single } from "./event.ts";

/** Payload format 2.0: HTTP API and Function URL. */
export interface PayloadV2 {
  readonly version: "2.0";
  /** HTTP API sends it decoded, Function URL as it came; absent in events typed by hand. */
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly cookies?: readonly string[] | null;
  readonly headers?: Single;
  readonly requestContext: {
    readonly domainName?: string;
    readonly stage?: string;
    readonly http: { readonly method: string; readonly path?: string; readonly sourceIp?: string };
    readonly [member: string]: unknown;
  };
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/**
 * Whether an event has payload format 2.0, from a Function URL or not. `version` alone matches VPC Lattice, `http`
 * alone an authorizer's event; only the domain tells the two senders apart.
 */
export function claimsV2(native: unknown, functionUrl: boolean): native is PayloadV2 {
  const event = native as Partial<PayloadV2 & { routeArn: string }> | null | undefined;
  const context = event?.requestContext;
  return (
    event?.version === "2.0" &&
    !!context?.http &&
    !event.routeArn &&
    /\.lambda-url\./.test(context.domainName as string) === functionUrl
  );
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function readV2(wire: PayloadV2, { basePath }: HttpOptions): HttpParts {
  const { http, domainName = "", stage } = wire.requestContext;
  // Lower case, both senders say.
  const headers: Record<string, string> = { ...wire.headers };
  // HTTP API takes `cookie` out of `headers`, Function URL leaves it there too: set it, never append.
  if (wire.cookies?.[0]) headers.cookie = wire.cookies.join("; ");
  return {
    method: http.method,
    // The platform's own word, not the client's; documentation writes placeholders there ("<url-id>.lambda-url…").
    host: /^[\w.:-]+$/.exec(domainName)?.[0],
    path: below(
      below(
        (wire.rawPath ?? http.path) as string,
        // A named stage stands in the path of the API's own domain only, not of a custom one (powertools-python#579).
        domainName.includes(".execute-api.") && stage !== "$default" && `/${stage}`,
      ),
      basePath,
    ),
    query: wire.rawQueryString,
    headers,
    client: http.sourceIp,
  };
}
