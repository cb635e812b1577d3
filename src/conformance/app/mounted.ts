import { http, type Log } from "unmoor";

/** The environment that a mounted app finds in its second argument: the context, which inherits from ours. */
interface Bindings {
  readonly SCENARIO_COLOUR: string;
  readonly log: Log;
}

/** What Workers apps call execution context. */
interface Execution {
  waitUntil(work: Promise<unknown>): void;
}

/** An app with a router, an environment and errors of its own, as Hono's and Workers' are. */
const app = {
  async fetch(request: Request, env: object, execution: Execution): Promise<Response> {
    const { SCENARIO_COLOUR: colour, log } = env as Bindings;
    const { pathname, searchParams } = new URL(request.url);
    const [, , first, second] = pathname.split("/");
    try {
      switch (`${request.method} ${first ?? ""}`) {
        case "GET ":
          return new Response("root");
        case "GET items":
          return Response.json({ id: decodeURIComponent(`${second}`), page: searchParams.get("page") });
        case "POST items":
          return Response.json({ got: await request.json() }, { status: 201 });
        case "GET env":
          return Response.json({ colour });
        case "POST later": {
          const work = new Promise((resolve) => setTimeout(resolve, 60));
          execution.waitUntil(work.then(() => log.info(`finished ${second}`)));
          return new Response(null, { status: 202 });
        }
        case "GET error":
          throw new Error("the password is hunter2");
      }
    } catch {
      return new Response("Internal Server Error", { status: 500 });
    }
    return new Response("the mounted app has no such page", { status: 404 });
  },
};

export const mounted = http("* /mounted/**", app.fetch);
