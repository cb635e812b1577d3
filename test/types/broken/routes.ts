import { http } from "unmoor";

const ok = () => new Response();
// Each comment is the message that the compiler must give for the line below it.

// unknown method "GETT"; write GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS, several with commas, or * for all
http("GETT /", ok);
// unknown method " POST"; write GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS, several with commas, or * for all
http("GET, POST /", ok);
// "/hello" is no route; write methods, a space and a path: "GET /hello/:name"
http("/hello", ok);
// "/a//b" has an empty segment
http("GET /a//b", ok);
// ":" in "/:" has no name
http("GET /:", ok);
// ":a?" in "/:a?/b" can only stand at the end
http("GET /:a?/b", ok);
// "**" in "/**/a" can only stand at the end
http("GET /**/a", ok);
// "*" in "/a/*" is no segment; write plain text, :name, or at the end :name?, ** or **:rest
http("GET /a/*", ok);
// "a%2Fb" in "/a%2Fb" is no segment; write plain text, :name, or at the end :name?, ** or **:rest
http("GET /a%2Fb", ok);
