import { http } from "unmoor";
import { clicking } from "./streams.ts";

// All of the app, for shapes that stream: one function asks for it by name, and what it asks for is the unit's.
export * from "./functions.ts";

export const clicks = http("GET /stream/clicks", { streaming: true }, clicking);
