import type { Driver } from "./drive.ts";

/** The body of a response, so that time passes while somebody waits for a chunk. */
export type Reading = (response: Response, over: () => void) => Response;

/**
 * Reads bodies for whoever reads the response: a chunk ahead, as the buffers between do, so that one that is there is
 * over even if nobody ever asks for it.
 *
 * @param driver moves time for a reader that waits
 */
export const reading =
  (driver: Driver): Reading =>
  (response, over) => {
    const { body } = response;
    if (!body) {
      over();
      return response;
    }
    const reader = body.getReader();
    type Read = Awaited<ReturnType<typeof reader.read>>;
    const read = (): Promise<Read> =>
      reader.read().then(
        (it) => {
          if (it.done) over();
          return it;
        },
        (thrown) => {
          over();
          throw thrown;
        },
      );
    const after = (before: Promise<Read>): Promise<Read> => {
      const next = before.then((it) => (it.done ? it : read()));
      // Told to whoever reads so far.
      next.catch(() => {});
      return next;
    };
    let chunk = after(Promise.resolve({ done: false, value: new Uint8Array() }));
    let ahead = after(chunk);
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await driver.through(chunk);
          chunk = ahead;
          ahead = after(chunk);
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel(reason) {
          over();
          return reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(stream, response);
  };
