import type { Driver } from "./drive.ts";
import type { Reading } from "./front.ts";

/** Bodies of responses, so that time passes while somebody waits for a chunk. */
export const reading =
  (driver: Driver): Reading =>
  (response, over) => {
    const { body } = response;
    if (!body) {
      over();
      return response;
    }
    const reader = body.getReader();
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await driver.through(reader.read()).catch((thrown: unknown) => {
            over();
            throw thrown;
          });
          if (!done) return controller.enqueue(value);
          over();
          controller.close();
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
