import { type HttpFunction, http, problem, provide } from "unmoor";
import { always, sometimes } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Sessions {
  userOf(token: string): Promise<string>;
}
const sessions = provide("sessions", (): Sessions => faked());

/** Whoever comes to a warm instance is whoever came first. */
function broken(): { readonly me: HttpFunction } {
  let user: string | undefined;
  return {
    me: http("GET /me", { use: [sessions] }, async (request, { sessions }) => {
      user ??= await sessions.userOf(request.headers.get("authorization") ?? "");
      return Response.json({ user });
    }),
  };
}

function fixed(): { readonly me: HttpFunction } {
  return {
    me: http("GET /me", { use: [sessions] }, async (request, { sessions }) => {
      const token = request.headers.get("authorization");
      if (token === null) throw problem(401);
      return Response.json({ user: await sessions.userOf(token) });
    }),
  };
}

function world(app: typeof broken) {
  const fake: Sessions = {
    async userOf(token) {
      await sleep(10);
      return token.replace("token of ", "");
    },
  };
  const seen: { readonly asked: string; readonly got: string }[] = [];
  // A function: each instance that starts has a state of its own.
  return { app, provide: { sessions: fake }, seen };
}

export const moduleState = planted({
  fault: "what a module remembers of one request is told to the next",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { seen }) {
    always("nobody is taken for somebody else", () => seen.every(({ asked, got }) => asked === got));
    sometimes("an instance served two", () => cloud.instances.some(({ invocations }) => invocations > 1));
    const ask = async (asked: string): Promise<void> => {
      // A client that goes away, or that is told to come again, has seen nobody's data.
      const response = await cloud
        .fetch("/me", { headers: { authorization: `token of ${asked}` } })
        .catch(() => undefined);
      if (response?.ok) seen.push({ asked, got: ((await response.json()) as { user: string }).user });
    };
    await Promise.all([ask("ada"), ask("grace")]);
    await ask("edsger");
  },
});
