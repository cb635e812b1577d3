declare const UNMOOR_LIGHT: true;

/** In a bundle whose `Request`, `Response` and `Headers` are those of src/fetch. */
export const LIGHT: boolean = typeof UNMOOR_LIGHT !== "undefined";

const WHOLE: unique symbol = /* @__PURE__ */ Symbol.for("unmoor.whole") as never;

/** Asks a response of src/fetch for its body, if it is whole and nobody has read it; native ones do not know it. */
export const whole = (response: Response): string | Uint8Array<ArrayBuffer> | undefined =>
  (response as { [WHOLE]?(): string | Uint8Array<ArrayBuffer> | undefined })[WHOLE]?.();
