import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FingertipError } from '../src/error.js'
import { NOTICE, payment, Script, started, type Turn } from './scripted.js'

const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/receipt/good.json', import.meta.url), 'utf8'))
const KEYS: Turn = { data: { receiptKeys: vectors.keys.keys.map((key: object) => ({ ...key, revokedAt: null })) } }
const receipts = (text: string): Turn => ({ data: { receipts: [{ text }] } })
const card = { rail: 'CARD' } as const

test('the key is stored before the first byte is sent', async () => {
  const script = new Script([])
  const order: string[] = []
  const set = script.storage.set.bind(script.storage)
  script.storage.set = async (name, text) => { await set(name, text); order.push('stored') }
  const client = script.client({ transport: async () => { order.push('sent'); throw new TypeError('killed') } })
  await assert.rejects(client.payments.start(NOTICE, card), { code: 'PAYMENT_STATE_UNKNOWN' })
  assert.deepEqual(order.slice(0, 2), ['stored', 'sent'])
})

test('nothing is sent where the key cannot be stored', async () => {
  const script = new Script([])
  script.storage.set = async () => { throw new Error('the disk is full') }
  await assert.rejects(script.client().payments.start(NOTICE, card), { code: 'STORAGE' })
  assert.deepEqual(script.asked, [])
})

test('a lost answer leaves a payment unknown, and the same key is sent after the app was killed', async () => {
  const script = new Script(['broken line', 'broken line', 'broken line', started('SUBMITTED')])
  await assert.rejects(script.client().payments.start(NOTICE, card), { code: 'PAYMENT_STATE_UNKNOWN' })
  const [outcome] = await script.client().payments.resumePending()
  assert.equal(outcome?.kind, 'unknown')
  assert.equal(new Set(script.sent.map(({ variables }) => variables.input.key)).size, 1, 'one key for all of them')
})

test('tapped twice it is one payment', async () => {
  const script = new Script([started()])
  const { payments } = script.client()
  const [first, second] = await Promise.all([payments.start(NOTICE, card), payments.start(NOTICE, card)])
  assert.equal(first.key, second.key)
  assert.deepEqual(script.asked, ['pay'])
})

test('paid again later, while the end is not known, it is the same key', async () => {
  const script = new Script([started(), started()])
  const first = await script.client().payments.start(NOTICE, card)
  const second = await script.client().payments.start(NOTICE, card)
  assert.equal(first.key, second.key)
})

test('money paid in advance is drawn from the account that is named, and from no other', async () => {
  const script = new Script([started('SUCCESS'), started('SUCCESS')])
  const { payments } = script.client()
  const first = await payments.start(NOTICE, { rail: 'DEPOSIT', account: '70000000000001' })
  assert.deepEqual([script.sent[0]?.variables.input.rail, script.sent[0]?.variables.input.account], ['DEPOSIT', '70000000000001'])
  const other = await payments.start(NOTICE, { rail: 'DEPOSIT', account: '70000000000002' })
  assert.notEqual(first.key, other.key, 'another account is another payment')
  for (const method of [{ rail: 'DEPOSIT' }, { rail: 'CARD', account: '70000000000001' }] as const) {
    await assert.rejects(payments.start(NOTICE, method), { code: 'INVALID', reason: 'ACCOUNT_UNKNOWN' })
  }
  assert.deepEqual(script.asked, ['pay', 'pay'])
})

test('a draw that has to be confirmed is confirmed as it will be paid, also where an answer is lost, and is another payment then', async () => {
  const no = { __typename: 'Refused', code: 'PAYMENT_UNCONFIRMED', message: 'Confirm it.', facts: [{ name: 'limit', value: 'XTS 5.00' }] }
  const yes = { __typename: 'PaymentConfirmed', until: '2026-03-01T09:40:00Z' }
  const script = new Script([{ data: { pay: no } }, 'broken line', { data: { confirmPayment: yes } }, started('SUCCESS')])
  const { payments } = script.client()
  const draw = { rail: 'DEPOSIT', account: '70000000000001' } as const
  await assert.rejects(payments.start(NOTICE, draw), { code: 'PAYMENT', reason: 'PAYMENT_UNCONFIRMED' })
  assert.equal(await payments.confirm(NOTICE, draw, { code: '123456' }), yes.until)
  await payments.start(NOTICE, draw)
  const [refused, , confirmed, paid] = script.sent.map(({ variables }) => variables.input)
  assert.deepEqual(script.asked, ['pay', 'confirmPayment', 'confirmPayment', 'pay'])
  assert.deepEqual(confirmed, { payment: { notices: paid.notices, expectedTotal: paid.expectedTotal, account: draw.account }, by: { code: '123456' } })
  assert.notEqual(refused.key, paid.key)
})

test('a page of a proxy is no refusal', async () => {
  const page: Turn = { status: 403, body: '<html>buy airtime</html>' }
  const script = new Script([page, started()])
  await assert.rejects(script.client().payments.start(NOTICE, card), { code: 'PAYMENT_STATE_UNKNOWN' })
  const [outcome] = await script.client().payments.resumePending()
  assert.equal(outcome?.kind, 'unknown')
})

test('a refusal ends it: what changed is a conflict, and nothing is kept', async () => {
  const refusal = { __typename: 'Refused', code: 'NOTICE_CHANGED', message: 'It changed.', facts: [{ name: 'current', value: '2' }] }
  const script = new Script([{ data: { pay: refusal } }])
  await assert.rejects(script.client().payments.start(NOTICE, card), (error: FingertipError) => {
    assert.deepEqual([error.code, error.reason, error.facts.current, error.isRetryable], ['CONFLICT', 'NOTICE_CHANGED', '2', false])
    return true
  })
  assert.deepEqual(await script.client().payments.resumePending(), [])
})

test('paid is what has a receipt whose signature holds', async () => {
  const script = new Script([started(), { data: { payment: payment('SUCCESS') } }, receipts(vectors.vectors[0].text), KEYS])
  const client = script.client()
  const { key } = await client.payments.start(NOTICE, card)
  const outcome = await client.payments.awaitFinal(key)
  assert.equal(outcome.kind, 'succeeded')
  assert.equal(outcome.kind === 'succeeded' && outcome.receipts[0].paper.total, BigInt(vectors.vectors[0].says.total))
  assert.deepEqual(await client.payments.resumePending(), [], 'its end is known')
})

test('a success without a receipt, or with a forged one, is not called paid', async () => {
  const forged = JSON.parse(readFileSync(new URL('../../../../tests/vectors/receipt/forged.json', import.meta.url), 'utf8')).vectors[0].text
  const success: Turn = { data: { payment: payment('SUCCESS') } }
  const script = new Script([started(), success, { data: { receipts: [] } }, KEYS, success, receipts(forged)])
  const client = script.client()
  const { key } = await client.payments.start(NOTICE, card)
  assert.equal((await client.payments.outcome(key)).kind, 'unknown')
  const outcome = await client.payments.outcome(key)
  assert.equal(outcome.kind === 'unknown' && (outcome.error as FingertipError).code, 'INTEGRITY')
})

test('failed is said only where nobody could pay twice', async () => {
  const doubtful: Turn = { data: { payment: payment('FAILED', { doNotPayAgain: true }) } }
  const script = new Script([started(), doubtful, { data: { payment: payment('FAILED') } }])
  const client = script.client()
  const { key } = await client.payments.start(NOTICE, card)
  assert.equal((await client.payments.awaitFinal(key)).kind, 'failed')
  assert.deepEqual(script.waits, [2_000], 'asked again after two seconds')
})

test('whoever waits asks ever more seldom, and no longer than a quarter of an hour', async () => {
  const under: Turn = { data: { payment: payment('SUBMITTED') } }
  const script = new Script([started(), ...Array.from({ length: 40 }, () => under)])
  const client = script.client()
  const { key } = await client.payments.start(NOTICE, card)
  const before = script.now
  assert.equal((await client.payments.awaitFinal(key)).kind, 'unknown')
  assert.deepEqual(script.waits.slice(0, 7), [2, 4, 8, 15, 30, 60, 60].map(seconds => seconds * 1000))
  assert.ok(script.now - before <= 15 * 60_000)
})
