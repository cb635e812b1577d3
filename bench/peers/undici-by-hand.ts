import { fetchApp } from "../apps/fetch.ts";
import { byHand } from "../by-hand.ts";

export const handler = byHand(fetchApp);
