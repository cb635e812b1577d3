/**
 * Request timeouts in milliseconds where nothing else is asked for, by shape.
 *
 * @see https://docs.cloud.google.com/functions/docs/configuring/timeout
 * @see https://docs.cloud.google.com/run/docs/configuring/request-timeout
 */
export const timeouts: { readonly function: number; readonly service: number } = { function: 60_000, service: 300_000 };
