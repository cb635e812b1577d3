interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A function by the signature of functions-framework, which serves it. */
export const site = (request: Request, response: { json(value: unknown): void }): void => {
  if (request.method === "POST") response.json(request.body);
  else response.json({ hello: decodeURIComponent(request.path.slice("/hello/".length)) });
};
