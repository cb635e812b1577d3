import { streamify } from "@aws-lambda-powertools/event-handler/http";
import { app } from "../peers/powertools.ts";

export const handler = streamify(app);
