import { adapters } from "unmoor/adapters";
import { describe, expect, test } from "vitest";
import { type AnyShape, type Codec, createInvocation, type Delivery, nodeHost } from "../src/adapter/index.ts";
import { aws } from "./corpus/aws.ts";
import { azure } from "./corpus/azure.ts";
import { gcp } from "./corpus/gcp.ts";
import { type Payload, recorded } from "./corpus/payload.ts";
import { vercel } from "./corpus/vercel.ts";

type AnyCodec = Codec<"events" | "http" | "task", unknown, unknown>;

const at = Date.UTC(2026, 10, 20, 14, 18, 30);
const host = { ...nodeHost(), now: () => at };

/** Codecs by shape. Where a delivery is a request, an HTTP unit takes whatever comes: that is no claim. */
async function codecsOf(provider: string): Promise<ReadonlyMap<string, AnyCodec>> {
  const { adapter } = await (adapters[provider] as NonNullable<(typeof adapters)[string]>)();
  const codecs = Object.entries(adapter.shapes).map(
    ([name, shape]) => [name, (shape as AnyShape).codec({} as never) as unknown as AnyCodec] as const,
  );
  const requests = provider === "gcp" || provider === "vercel";
  return new Map(codecs.filter(([, { kind }]) => !(requests && kind === "http")));
}

/** What a unit of this codec decodes, the sender's proof aside: nothing recorded has one. */
async function decoded(codec: AnyCodec, native: unknown): Promise<unknown> {
  let wire = native;
  if (native instanceof Request) {
    const { method, headers } = native;
    wire = { method, headers, content: new Uint8Array(await native.clone().arrayBuffer()) };
  }
  return codec.decode(wire, createInvocation({ id: "corpus", native, at, log() {} }, host));
}

const providers: Readonly<Record<string, () => Payload[]>> = { aws, gcp, azure, vercel };

describe.skipIf(!recorded)("every recorded payload", () => {
  for (const [provider, payloads] of Object.entries(providers))
    describe(provider, async () => {
      const codecs = await codecsOf(provider);
      const all = recorded ? payloads() : [];

      test("there are some", () => expect(all.length).toBeGreaterThan(3));

      test.each(all)("$name: claimed by $claimed and by no other codec", ({ native, claimed }) => {
        const claiming = [...codecs].filter(([, codec]) => codec.claims(native)).map(([name]) => name);
        expect(claiming).toEqual(claimed);
      });

      test.each(all.filter(({ events }) => events))(
        "$name decodes without loss",
        async ({ native, claimed, events = [] }) => {
          const codec = codecs.get(claimed[0] as string) as AnyCodec;
          const delivery = (await decoded(codec, native)) as Delivery<"events">;
          expect(delivery.events).toHaveLength(events.length);
          for (const [index, { event, fault }] of delivery.events.entries()) {
            const { id, data } = events[index] as NonNullable<Payload["events"]>[number];
            expect(fault).toBeUndefined();
            expect(event.specversion).toBe("1.0");
            for (const attribute of [event.id, event.source, event.type]) expect(attribute).toMatch(/./);
            if (id) expect(event.id).toBe(id);
            if (/^dev\.unmoor\.bucket\./.test(event.type)) expect(event.data).toMatchObject(data as object);
            else if (!claimed.some((shape) => /^(s3|blob|cloud-storage)/.test(shape))) expect(event.data).toEqual(data);
          }
        },
      );

      test.each(all.filter(({ claimed, events }) => claimed[0] && !events))(
        "$name is read",
        async ({ native, claimed }) => {
          for (const shape of claimed) {
            const codec = codecs.get(shape) as AnyCodec;
            const delivery = (await decoded(codec, native)) as Partial<Delivery<"http"> & Delivery<"task">>;
            if (codec.kind === "task") expect(delivery).toHaveProperty("input");
            else expect(delivery.request?.method).toMatch(/^[A-Z]+$/);
          }
        },
      );
    });
});
