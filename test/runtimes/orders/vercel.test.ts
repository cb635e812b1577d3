import { deploy } from "../vercel/deploy.ts";
import { ordersOn } from "./on.ts";

ordersOn("vercel", deploy, 2);
