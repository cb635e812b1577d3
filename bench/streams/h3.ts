import { handleLambdaEventWithStream } from "srvx/aws-lambda";
import { app } from "../peers/h3.ts";

export const handler = awslambda.streamifyResponse((event, stream, context) =>
  handleLambdaEventWithStream(app.fetch, event, stream, context),
);
