import serverless from "serverless-http";
import { app } from "../apps/express.ts";

export const handler = serverless(app);
