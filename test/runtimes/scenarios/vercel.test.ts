import { start } from "../vercel/start.ts";
import { scenariosOn } from "./on.ts";

scenariosOn({ provider: "vercel", shape: "fetch", start: (dir, env) => start({ dir, unit: "http", env }) });
