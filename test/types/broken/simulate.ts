import { on, queue, type Schema, task, topic } from "unmoor";
import { simulate } from "unmoor/testing";

declare const Order: Schema<{ id: string; total: string }, { id: string; total: number }>;
const orders = queue("orders", { schema: Order });
const elsewhere = queue<"elsewhere", number>("elsewhere");
const cloud = simulate({
  orders,
  audit: on(topic<"audit", { who: string }>("audit"), async () => {}),
  resize: task("resize", async (input: { key: string }) => ({ width: input.key.length })),
});

// Argument of type '"ordesr"' is not assignable to parameter of type '"audit" | "orders" | Sendable'
cloud.send("ordesr", { id: "1", total: "1" });
// Type 'number' is not assignable to type 'string'
cloud.send("orders", { id: "1", total: 1 });
// Property 'total' is missing
cloud.send(orders, { id: "1" });
// Type 'number' is not assignable to type 'string'
cloud.send("audit", { who: 1 });
// Argument of type 'string' is not assignable to parameter of type 'number'
cloud.send(elsewhere, "1");
// Type 'string' is not assignable to type '{ id: string; total: string; }'
cloud.sendBatch("orders", ["1"]);
// Argument of type '"resise"' is not assignable to parameter of type '"resize" | AnyTask'
cloud.invoke("resise", { key: "a" });
// 'kez' does not exist in type '{ key: string; }'
cloud.invoke("resize", { kez: "a" });
// Property 'height' does not exist on type '{ width: number; }'
cloud.invoke("resize", { key: "a" }).then((it) => it.height);
// Argument of type 'string' is not assignable to parameter of type 'BucketLike'
cloud.upload("uploads", "a.png");
