/** A request of the platform or of a sender, as far as codecs of events and tasks read it. */
export interface Pushed {
  readonly method: string;
  readonly headers: Headers;
  /** The body, once `open` has read it; absent where there is nothing left to handle. */
  readonly content?: Uint8Array | undefined;
}

/** Whether something is a request with this method, of these headers. */
export const isPushed = (native: unknown, method: string, is: (headers: Headers) => boolean = () => true): boolean => {
  const { method: said, headers } = (native ?? {}) as Partial<Pushed>;
  return said === method && !!headers?.get && is(headers);
};

/** The request as it arrived, with its body read. */
export const read = async (wire: Pushed): Promise<Pushed> => ({
  method: wire.method,
  headers: wire.headers,
  content: new Uint8Array(await (wire as Request).arrayBuffer()),
});
