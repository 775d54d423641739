// Holds a socket and an event stream open until the server leaves, and tells how each ended.
import assert from "node:assert/strict";
import WebSocket from "ws";

const url = process.argv[2];
const query = "subscription { publicationChanged { id } }";

const socket = new Promise((resolve, reject) => {
  const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws");
  socket.on("open", () => [{ type: "connection_init" }, { type: "subscribe", id: "1", payload: { query } }].forEach((message) => socket.send(JSON.stringify(message))));
  socket.on("message", (text) => JSON.parse(text).type === "next" && console.log("open"));
  socket.on("close", resolve);
  socket.on("error", reject);
});

const events = (async () => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query }),
  });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return said;
    if (!said.includes("event: next") && (said + value).includes("event: next")) console.log("open");
    said += value;
  }
})();

assert.equal(await socket, 1012, "the socket is closed for a restart");
assert.ok(!(await events).includes("complete"), "the event stream ends without a word, so that its client comes back");
