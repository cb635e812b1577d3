interface LambdaEvent {
  readonly rawPath?: string;
  readonly path?: string;
  readonly rawQueryString?: string;
  readonly httpMethod?: string;
  readonly headers: Record<string, string>;
  readonly body?: string | null;
  readonly requestContext: { readonly http?: { readonly method: string } };
}

/** The adapter that people write by hand for a Fetch app: no base64, no cookies, one value a header. */
export const byHand =
  (app: (request: Request) => Promise<Response>) =>
  async (event: LambdaEvent): Promise<object> => {
    const query = event.rawQueryString ? `?${event.rawQueryString}` : "";
    const response = await app(
      new Request(`https://${event.headers.host}${event.rawPath ?? event.path}${query}`, {
        method: event.requestContext.http?.method ?? event.httpMethod ?? "GET",
        headers: event.headers,
        body: event.body || null,
      }),
    );
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      isBase64Encoded: false,
    };
  };
