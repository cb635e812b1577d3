import { proveCorpus } from "./prove.ts";

proveCorpus("gcp");
