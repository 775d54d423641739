// The clients that browsers and phones use complete operations over WebSocket and server-sent events.
import assert from "node:assert/strict";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import WebSocket from "ws";

const url = process.argv[2];

async function collect(client, payload) {
  const results = [];
  for await (const result of client.iterate(payload)) results.push(result);
  return results;
}

const socket = (options = {}) =>
  createSocketClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0, ...options });
const eventStream = (options = {}) => createSseClient({ url, retryAttempts: 0, fetchFn: fetch, ...options });

for (const [name, make] of [["graphql-ws", socket], ["graphql-sse", eventStream]]) {
  const client = make();
  assert.deepEqual(
    await collect(client, { query: "subscription Count($to: Int!) { count(to: $to) }", variables: { to: 3 } }),
    [1, 2, 3].map((count) => ({ data: { count } })),
    `${name}: a subscription`,
  );
  assert.deepEqual(
    await collect(client, { query: '{ echo(text: "jambo") }' }),
    [{ data: { echo: "jambo" } }],
    `${name}: a query`,
  );
  assert.deepEqual(
    await collect(client, { query: 'mutation { note(text: "sent") }' }),
    [{ data: { note: "sent" } }],
    `${name}: a mutation`,
  );

  // Several at once, and one that is stopped by the client.
  const [few, many] = await Promise.all([
    collect(client, { query: "subscription { count(to: 2) }" }),
    collect(client, { query: "subscription { count(to: 30) }" }),
  ]);
  assert.deepEqual([few.length, many.length], [2, 30], `${name}: two at once`);
  for await (const result of client.iterate({ query: "subscription { publicationChanged { id } }" })) {
    assert.equal(result.data.publicationChanged.id, "coffee-export");
    break;
  }

  // What goes wrong has a code, and no text from inside.
  for (const [query, code, events] of [
    ["subscription { nothing }", "GRAPHQL_VALIDATION_FAILED", 0],
    ["subscription { broken }", "INTERNAL", 0],
    ["subscription { panics }", "INTERNAL", 2],
    ["{ slow(ms: 60000) }", "TIMEOUT", 0],
    ["{ panic }", "INTERNAL", 0],
  ]) {
    const [results, said] = [[], []];
    try {
      for await (const result of client.iterate({ query })) {
        if (result.errors) said.push(...result.errors);
        else results.push(result);
      }
    } catch (thrown) {
      said.push(...(Array.isArray(thrown) ? thrown : [thrown]));
    }
    assert.equal(said[0]?.extensions?.code, code, `${name}: ${query}: ${JSON.stringify(said)}`);
    assert.ok(!JSON.stringify(said).includes("secret"), `${name}: ${query}`);
    assert.equal(results.length, events, `${name}: ${query}`);
  }
  await client.dispose();
}

// Who the caller is comes with the first message, or with the request.
const known = socket({ connectionParams: { authorization: "Bearer good" } });
assert.deepEqual(await collect(known, { query: "subscription { caller }" }), [{ data: { caller: "amina" } }]);
await known.dispose();
const knownStream = eventStream({ headers: { authorization: "Bearer good" } });
assert.deepEqual(await collect(knownStream, { query: "subscription { caller }" }), [{ data: { caller: "amina" } }]);

// A lazy client that closes and at once subscribes again finds an open door.
const lazy = socket({ lazy: true, lazyCloseTimeout: 0 });
for (let round = 0; round < 5; round += 1) {
  assert.equal((await collect(lazy, { query: "subscription { count(to: 1) }" })).length, 1);
}
await lazy.dispose();
console.log("all subscriptions complete");
