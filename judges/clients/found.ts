// What an answer brought, if it is the one that was expected.

import assert from "node:assert/strict";

export function found<T>(answer: { data?: T; error?: unknown; response: Response }, status: number): T {
  assert.equal(answer.response.status, status, `${answer.response.url}: ${JSON.stringify(answer.error)}`);
  assert.ok(answer.data !== undefined, answer.response.url);
  return answer.data;
}
