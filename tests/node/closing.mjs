// Every way to misuse a socket, and the code it is closed with.
import assert from "node:assert/strict";
import WebSocket from "ws";

const url = process.argv[2].replace("http", "ws");
const INIT = { type: "connection_init" };
const subscribe = (id, query) => ({ type: "subscribe", id, payload: { query } });

// Opens a socket, sends the messages one after the other, and returns how it was closed and what was said before.
function closing(messages, { protocol = "graphql-transport-ws", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocol, { headers });
    const heard = [];
    const patience = setTimeout(() => reject(new Error(`never closed: ${JSON.stringify(messages)}`)), 15_000);
    socket.on("message", (text) => heard.push(JSON.parse(text)));
    socket.on("open", () => messages.forEach((message) => socket.send(Buffer.isBuffer(message) || typeof message === "string" ? message : JSON.stringify(message))));
    socket.on("close", (code, reason) => { clearTimeout(patience); resolve({ code, reason: String(reason), heard }); });
    socket.on("unexpected-response", (_, response) => { clearTimeout(patience); resolve({ status: response.statusCode }); });
    socket.on("error", (error) => { if (!heard.length && !socket._closeFrameReceived) heard.error = error; });
  });
}

const table = [
  ["not JSON", ["{"], 4400],
  ["an unknown type", [{ type: "start" }], 4400],
  ["a binary message", [Buffer.from("{}")], 4400],
  ["subscribe without a query", [INIT, { type: "subscribe", id: "1" }], 4400],
  ["subscribe before init", [subscribe("1", "{ __typename }")], 4401],
  ["a token that is not known", [{ ...INIT, payload: { authorization: "Bearer bad" } }], 4403],
  ["a caller who is shut out", [{ ...INIT, payload: { authorization: "Bearer shut-out" } }], 4403],
  ["no init in time", [], 4408],
  ["one id twice", [INIT, subscribe("1", "subscription { publicationChanged { id } }"), subscribe("1", "{ __typename }")], 4409],
  ["init twice", [INIT, INIT], 4429],
  ["a message too long", [INIT, subscribe("1", `{ echo(text: "${"x".repeat(200_000)}") }`)], 1009],
  ["a token that expires", [{ ...INIT, payload: { authorization: `Bearer once-${process.pid}` } }], 4401],
];
for (const [name, messages, code] of table) {
  const closed = await closing(messages);
  assert.equal(closed.code, code, `${name}: ${JSON.stringify(closed)}`);
  assert.ok(closed.reason.length > 0, name);
}

assert.equal((await closing([INIT], { protocol: [] })).code, 4406, "no protocol");
assert.equal((await closing([INIT], { headers: { origin: "https://evil.example" } })).status, 403, "a strange origin");
assert.equal((await closing([INIT, INIT], { headers: { origin: "https://trade.example" } })).code, 4429, "a trusted origin");

// More operations than a socket may run are refused one by one; the socket stays open.
const many = Array.from({ length: 21 }, (_, at) => subscribe(String(at), "subscription { publicationChanged { id } }"));
const { heard } = await closing([INIT, ...many, INIT]);
const refused = heard.filter((message) => message.type === "error");
assert.deepEqual(refused.map((message) => [message.id, message.payload[0].extensions.code]), [["20", "TOO_MANY_OPERATIONS"]]);

// An id is free again once its operation is over, and a stopped operation says nothing more.
await new Promise((resolve, reject) => {
  const socket = new WebSocket(url, "graphql-transport-ws");
  const heard = [];
  socket.on("open", () => [INIT, subscribe("1", "subscription { count(to: 1000000) }")].forEach((message) => socket.send(JSON.stringify(message))));
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    if (message.type === "next" && message.payload.data.count === 3) {
      socket.send(JSON.stringify({ type: "complete", id: "1" }));
      socket.send(JSON.stringify(subscribe("1", '{ echo(text: "again") }')));
    }
    if (message.payload?.data?.echo) heard.push("echo");
    if (message.type === "complete") { heard.push("complete"); socket.close(1000); }
    if (message.type === "ping") reject(new Error("the server asked by message instead of by frame"));
  });
  socket.on("close", (code) => {
    try { assert.deepEqual([code, heard], [1000, ["echo", "complete"]]); resolve(); } catch (error) { reject(error); }
  });
});

// A client that does not answer is let go; one that does stays.
await new Promise((resolve) => {
  const deaf = new WebSocket(url, "graphql-transport-ws", { autoPong: false });
  deaf.on("open", () => deaf.send(JSON.stringify(INIT)));
  deaf.on("close", (code) => { assert.equal(code, 1013, "a client that does not answer"); resolve(); });
});
console.log("every close has its code");
