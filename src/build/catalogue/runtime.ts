import type { Entry } from "./index.ts";

/** What happens when functions run: on a platform, in memory, or between the two in tests. */
export const runtimeCodes: Readonly<Record<string, Entry>> = {
  AMBIGUOUS: {
    means: "an entry that is made by hand (toLambda) finds two functions, or two codecs, for one event",
    help: "give each function a handler of its own, or build with unmoor build",
  },
  UNCLAIMED: {
    means: "an event arrives that is not of the shape that the unit was built for, or of no function's source",
    help: "deploy the unit behind the trigger it was built for; --set chooses another shape",
  },
  BODY_CONSUMED: {
    means: "something before us has read the body of a request",
    help: "remove body parsers in front of the function",
  },
  INVALID_URL: {
    means: "a request has a path or a host that is no URL; the client gets 400",
    help: "nothing: the client's request is broken",
  },
  UNSUPPORTED_METHOD: {
    means: "a request has a method that Fetch cannot carry; the client gets 501",
    help: "nothing: CONNECT, TRACE and TRACK are not served",
  },
  INVALID_EVENT: {
    means: "what arrives is no event of its source, or no CloudEvent 1.0",
    help: "look at what sends it; the log has the reason",
  },
  INVALID_INPUT: {
    means: "the input of a task is no JSON; the caller gets 400",
    help: "send JSON",
  },
  INVALID_MESSAGE: {
    means: "a call that should be a message of Vercel Queues, or a run of a schedule, is none",
    help: "let nobody but Vercel call the function; look at the log for what is missing",
  },
  UNMATCHED_EVENT: {
    means: "a CloudEvent arrives whose attributes are not those that the function listens for",
    help: "route only matching events to the function, or widen cloudEvent({ … })",
  },
  UNVERIFIED_SENDER: {
    means: "a sender shows no token of Google's, or one for somebody else; it gets 401 or 403",
    help: "let the service account of gcp.invoker send, with the audience that the README names",
  },
  UNAUTHORIZED: {
    means: "a caller of a cron job, a task or a receiver of CloudEvents shows another secret, or none; it gets 401",
    help: "send the secret as a bearer token",
  },
  MISSING_SECRET: {
    means: "a secret that keeps strangers out is not set on Vercel, or is shorter than 16 characters",
    help: "set the variable that is named in the project's environment",
  },
  MISSING_TOKEN: {
    means: "a call of Vercel Queues cannot be made, because the platform handed over no token",
    help: "turn OIDC on for the project",
  },
  QUEUE_CALL_FAILED: {
    means: "Vercel Queues refuses to extend, delay or acknowledge a message; it will come again",
    help: "nothing, if it is rare: look at the status in the log",
  },
  RESPONSE_TOO_LARGE: {
    means:
      "a reply is larger than the provider lets through; the client gets 500 (the check finds what is written in code)",
    help: "stream it where the shape can, or redirect to an object in a bucket",
  },
  TOO_MANY_COOKIES: {
    means: "a response sets more cookies than a load balancer without multi-value headers can carry",
    help: "turn multi-value headers on (aws.http=alb), or set fewer",
  },
  SHADOWED_HEADERS: {
    means: "a query key named headers hides the request's own on Azure; the client gets 400",
    help: "rename the key",
  },
  UNKNOWN_PROVIDER: {
    means: "simulate is to run as a provider that is not there",
    help: "use a name of the registry, or hand over an adapter",
  },
  TOO_LARGE: {
    means: "a body is larger than the Node target reads; the client gets 413",
    help: "send a reference to the data instead",
  },
  RUN_FAILED: {
    means: "a run of a schedule on the Node target was not done",
    help: "look at its error, which stands before it in the log; the next run comes by itself",
  },
  INVALID_DELIVERY: {
    means: "a test delivers to Azure's side of a codec what Azure would not send",
    help: "deliver what the message asks for",
  },
  ONE_EVENT: {
    means: "a test delivers several events to a carrier of Google's that sends one at a time",
    help: "deliver one event",
  },
  TASK_FAILED: {
    means: "a task that a test calls on Azure's side of the codec has failed",
    help: "look at the problem details in the message",
  },
};
