// Runs the public GraphQL-over-HTTP audits against a server and fails unless every one of them is satisfied.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
const audits = serverAudits({ url, fetchFn: fetch });
let satisfied = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === "ok") satisfied += 1;
  else console.log(`${audit.id} ${audit.name}: ${result.status}: ${result.reason}`);
}
console.log(`${satisfied} of ${audits.length} audits`);
process.exitCode = satisfied === audits.length && audits.length >= 61 ? 0 : 1;
