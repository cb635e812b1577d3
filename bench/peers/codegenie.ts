import serverlessExpress from "@codegenie/serverless-express";
import { app } from "../apps/express.ts";

export const handler = serverlessExpress({ app });
