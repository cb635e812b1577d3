import { deploy } from "../aws/deploy.ts";
import { ordersOn } from "./on.ts";

ordersOn("aws", deploy, 1);
