// A second extension, in the same extension host: runs functions that the tests send, with the real `vscode`, and sends back
// what they return. It listens on 127.0.0.1 only, on the port of PREP_TEST_PORT, and wants the token of PREP_TEST_TOKEN.
const http = require("node:http");
const vscode = require("vscode");

const AsyncFunction = (async () => undefined).constructor;

exports.activate = (context) => {
  const { PREP_TEST_PORT: port, PREP_TEST_TOKEN: token } = process.env;
  if (!port || !token) {
    return;
  }
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", async () => {
      let answer;
      try {
        if (request.headers["x-token"] !== token) {
          throw new Error("the token is wrong");
        }
        const { source, args } = JSON.parse(body);
        const run = new AsyncFunction("vscode", "args", `return (${source})(vscode, ...args);`);
        answer = { value: (await run(vscode, args)) ?? null };
      } catch (error) {
        answer = { error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) };
      }
      response.end(JSON.stringify(answer));
    });
  });
  server.listen(Number(port), "127.0.0.1");
  context.subscriptions.push({ dispose: () => server.close() });
};
