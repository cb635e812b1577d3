import { start } from "../azure/start.ts";
import { scenariosOn } from "./on.ts";

scenariosOn({ provider: "azure", shape: "stream", start: (dir, env) => start({ dir, unit: "http", env }) });
