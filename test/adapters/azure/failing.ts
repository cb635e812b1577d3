/** A module of functions that cannot be loaded. */
import { http } from "unmoor";

export const hello = http("GET /hello/:name", () => new Response("never"));

(() => {
  throw new Error("no such database");
})();
