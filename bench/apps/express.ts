import express from "express";
import { chunks } from "../chunks.ts";

/** The three routes with Express. */
export const app = express();
app.use(express.json());
app.get("/hello/:name", (request, response) => response.json({ hello: request.params.name }));
app.post("/echo", (request, response) => response.json(request.body));
app.get("/stream", (_request, response) => {
  response.type("text/plain");
  for (const chunk of chunks()) response.write(chunk);
  response.end();
});
