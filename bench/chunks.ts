const encoder = new TextEncoder();

/** What `GET /stream` answers: ten chunks of 64 bytes. */
export function* chunks(): Generator<Uint8Array> {
  for (let i = 0; i < 10; i++) yield encoder.encode(`chunk ${i} `.padEnd(63, ".").concat("\n"));
}

/** The same as a web stream. */
export function stream(): ReadableStream<Uint8Array> {
  const source = chunks();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = source.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
