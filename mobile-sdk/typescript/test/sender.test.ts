import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { FingertipError } from '../src/error.js'
import * as operations from '../src/generated/operations.js'
import { Script, type Turn } from './scripted.js'

const FOUND: Turn = { data: { search: { nodes: [] } } }
const search = (script: Script) => script.client().content.search('coffee')

test('every operation of the contract is known by the hash of its file', () => {
  const folder = new URL('../../../../graphql/operations/', import.meta.url)
  const hashes = readdirSync(folder).filter(name => name.endsWith('.graphql'))
    .map(name => `sha256:${createHash('sha256').update(readFileSync(new URL(name, folder))).digest('hex')}`)
  assert.deepEqual(new Set(Object.values(operations).map(({ id }) => id)), new Set(hashes), 'run npm run build')
})

test('a search sends a hash and no token, by GET, so that it can be kept', async () => {
  const script = new Script([FOUND])
  await search(script)
  const [{ request }] = script.sent as [typeof script.sent[0]]
  assert.equal(request.method, 'GET')
  assert.ok(!request.url.includes('query=') && request.url.includes('documentId=sha256%3A'))
  assert.ok(!('authorization' in request.headers))
})

test('a query is tried three times, after waits that double', async () => {
  const script = new Script(['broken line', { status: 502, body: 'bad gateway' }, FOUND])
  await search(script)
  assert.deepEqual(script.waits, [800, 1600])
  const lost = new Script(['broken line', 'broken line', 'broken line'])
  await assert.rejects(search(lost), { code: 'OFFLINE', isRetryable: true })
})

test('a server that does not know the hash yet is sent the text', async () => {
  const script = new Script([{ error: 'PERSISTED_QUERY_NOT_FOUND', status: 400 }, FOUND])
  await search(script)
  assert.deepEqual(script.asked, ['search', 'search'])
  assert.match(JSON.parse(script.sent[1]?.request.body as string).query, /^query Search\(/)
})

test('what the server refuses is not asked again', async () => {
  const script = new Script([{ error: 'QUERY_TOO_LONG' }])
  await assert.rejects(search(script), { code: 'INVALID', reason: 'QUERY_TOO_LONG' })
  assert.equal(script.asked.length, 1)
})

test('whoever is to wait waits as long as was said, or is told where that is long', async () => {
  const script = new Script([{ error: 'RATE_LIMITED', status: 429, retryAfter: '3' }, FOUND])
  await search(script)
  assert.deepEqual(script.waits, [3_000])
  const long = new Script([{ error: 'RATE_LIMITED', status: 429, retryAfter: '60' }])
  await assert.rejects(search(long), { code: 'RATE_LIMITED', retryAfterMs: 60_000 })
})

test('a question that is kept is not sent twice', async () => {
  const script = new Script(['broken line'])
  await assert.rejects(script.client().enquiries.ask('What does it cost?'), { code: 'OFFLINE' })
})

test('an enquiry that got no answer is the same one when it is opened again', async () => {
  const opened: Turn = { data: { openEnquiry: { __typename: 'EnquiryOpened', reference: 'E-1' } } }
  const script = new Script(['broken line', 'broken line', 'broken line', opened, opened])
  const question = { topic: 'CLASSIFICATION' as const, question: 'Which code has a kayak?' }
  await assert.rejects(script.client().enquiries.open(question), { code: 'OFFLINE' })
  await script.client().enquiries.open(question)
  await script.client().enquiries.open(question)
  const keys = script.sent.map(({ variables }) => variables.input.key)
  assert.equal(new Set(keys.slice(0, 4)).size, 1)
  assert.notEqual(keys[4], keys[3], 'asked once more after an answer it is another')
})

test('half an answer is no answer', async () => {
  const script = new Script([{ status: 200, body: '{"data":{"sea' }, FOUND])
  await search(script)
  assert.equal(script.asked.length, 2)
})

test('an app that gives up ends the call', async () => {
  const given = new AbortController()
  const script = new Script([])
  const call = script.client({ transport: async ({ signal }) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
    setTimeout(() => given.abort(), 5)
  }) }).content.search('coffee', { signal: given.signal })
  await assert.rejects(call, { code: 'CANCELLED', isRetryable: false })
})

test('a server that does not answer in time is told apart', async () => {
  const { Fingertip } = await import('../src/client.js')
  const script = new Script([])
  let asked = 0
  const client = new Fingertip({ url: 'http://127.0.0.1:8080', issuer: 'ZZ', timeoutMs: 10 }, {
    storage: script.storage, sleep: async () => {},
    transport: async ({ signal }) => new Promise((_, reject) => { asked++; signal.addEventListener('abort', () => reject(signal.reason)) }),
  })
  await assert.rejects(client.content.search('coffee'), (error: FingertipError) => error.code === 'TIMEOUT' && error.isRetryable)
  assert.equal(asked, 3)
})
