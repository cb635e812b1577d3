import { deploy } from "../azure/deploy.ts";
import { ordersOn } from "./on.ts";

ordersOn("azure", deploy, 1);
