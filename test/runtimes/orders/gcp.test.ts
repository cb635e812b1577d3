import { deploy } from "../gcp/deploy.ts";
import { ordersOn } from "./on.ts";

ordersOn("gcp", deploy, 1);
