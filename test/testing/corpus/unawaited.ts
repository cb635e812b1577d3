import { on, provide, queue } from "unmoor";
import { eventually } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Post {
  mail(to: string): Promise<void>;
}
const post = provide("post", (): Post => faked());
const signups = queue<"signups", string>("signups");

/** The event is acknowledged while its mail is on the way; whatever becomes of the instance becomes of the mail. */
const broken = on(signups, { use: [post] }, ({ data }, { post }) => {
  void post.mail(data);
});

const fixed = on(signups, { use: [post] }, ({ data }, { post }) => post.mail(data));

function world(greet: typeof broken) {
  const mails = new Set<string>();
  const fake: Post = {
    async mail(to) {
      await sleep(100);
      mails.add(to);
    },
  };
  return { app: { greet }, provide: { post: fake }, mails };
}

export const unawaited = planted({
  fault: "work that nobody awaits is lost with its instance",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { mails }) {
    await cloud.send("signups", "ada");
    await cloud.clock.advance("10ms");
    await cloud.send("signups", "grace");
    eventually("both get a mail", () => mails.size === 2);
  },
});
