// Against a server that runs, over a line that goes wrong: mobile-sdk/conformance/with_server.py npm test
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { test } from 'node:test'
import { Fingertip } from '../src/client.js'
import { fetchTransport } from '../src/fetch.js'
import { Fetcher } from '../src/fetching.js'
import { FileStorage } from '../src/node.js'
import { PackReader } from '../src/packs.js'

const { FINGERTIP_TEST_URL: url = '', FINGERTIP_TEST_PROXY: proxy = '', FINGERTIP_TEST_NOTICES: notices = '', FINGERTIP_TEST_LOG: log = '' } = process.env
const { FINGERTIP_TEST_PACK_ROOTS: roots = '', FINGERTIP_TEST_LIST_ROOT: listRoot = '', FINGERTIP_TEST_WASM: wasm = '' } = process.env
const live = { skip: url === '' ? 'no server: FINGERTIP_TEST_URL is not set' : false }
const folder = () => mkdtemp(join(tmpdir(), 'fingertip-app-'))
const put = (path: string, body: unknown) => fetch(`${proxy}${path}`, { method: 'PUT', body: JSON.stringify(body) })

/** An app whose requests go over the bad line; `storage` is what survives its end. */
function app(storage: FileStorage): Fingertip {
  return new Fingertip({ url, issuer: 'ZZ', language: 'en' }, {
    storage, transport: request => fetchTransport({ ...request, url: request.url.replace(url, proxy) }),
  })
}

/** Takes a notice that nobody else takes. */
function takeNotice(): string {
  for (const reference of readdirSync(notices)) {
    try {
      rmSync(join(notices, reference))
      return reference
    } catch { /* somebody was quicker */ }
  }
  throw new Error('no notice is left')
}

async function approve(page: string): Promise<void> {
  const answer = await fetch(page.replace('/sim/pay/', '/sim/payments/').concat('/approve'), { method: 'POST' })
  assert.ok(answer.ok, `${answer.status} ${await answer.text()}`)
}

test('search, duty, question, payment, receipt', live, async () => {
  const client = app(new FileStorage(await folder()))
  const found = await client.content.search('used clothes', { first: 3 })
  assert.ok(found.nodes.length > 0)
  const duty = await client.content.duty({ lines: [{ code: '0901110010', country: 'KE', customsValue: { amount: '10000.00', currency: 'XTS' } }] })
  assert.ok(duty.lines.length === 1)
  const answer = await client.enquiries.ask('What does it cost to store a container at Port Meridian?')
  assert.ok(answer.sentences.length > 0, answer.status)
  const notice = await client.payments.notice(takeNotice())
  const { key, payment } = await client.payments.start(notice, { rail: 'CARD' })
  await approve(payment.handover?.page as string)
  const outcome = await client.payments.awaitFinal(key, { timeoutMs: 60_000 })
  assert.equal(outcome.kind, 'succeeded')
  assert.equal(outcome.kind === 'succeeded' && outcome.receipts[0].paper.notice, notice.reference)
  assert.equal((await client.payments.notice(notice.reference)).state, 'PAID')
})

test('answers that are lost on the way pay nothing twice, and the app finds its payment after it was killed', live, async () => {
  const home = await folder()
  const reference = takeNotice()
  const notice = await app(new FileStorage(home)).payments.notice(reference)
  await put('/__next', ['lose_answer', 'lose_answer', 'lose_answer'])
  await assert.rejects(app(new FileStorage(home)).payments.start(notice, { rail: 'CARD' }), { code: 'PAYMENT_STATE_UNKNOWN' })
  const reborn = app(new FileStorage(home))
  const [found] = await reborn.payments.resumePending()
  assert.equal(found?.kind, 'unknown')
  await approve(found?.kind === 'unknown' ? found.payment?.handover?.page as string : '')
  const outcome = await reborn.payments.awaitFinal(found?.key as string, { timeoutMs: 60_000 })
  assert.equal(outcome.kind, 'succeeded')
  assert.deepEqual((await reborn.payments.notice(reference)).paid, notice.owed)
})

test('an answer that is cut off is asked for again', live, async () => {
  await put('/__next', ['cut_answer', 'cut_answer', 'none'])
  assert.ok((await app(new FileStorage(await folder())).content.search('coffee')).nodes.length > 0)
})

test('a trader signs in with a code, and stays signed in when the answer of a refresh is lost', live, async () => {
  const phone = `+99955501${String(Math.floor(Math.random() * 1000)).padStart(3, '0')}`
  const client = app(new FileStorage(await folder()))
  await client.session.requestCode(phone)
  await client.session.signIn(phone, await codeOf(phone), 'A test')
  await put('/__next', ['lose_answer', 'none'])
  assert.ok(await client.session.refresh())
  assert.equal(await client.session.state(), 'signed-in')
  await client.session.signOut()
  assert.equal(await client.session.state(), 'signed-out')
})

/** Reads the newest code that the server's log shows for a number, of which it shows the last two digits. */
async function codeOf(phone: string): Promise<string> {
  for (let tried = 0; tried < 50; tried++) {
    const line = readFileSync(log, 'utf8').split('\n').findLast(text => text.includes('an SMS would be sent') && text.includes(` ${phone.slice(-2)} `))
    const code = /text="?(\d{6})/.exec(line?.replaceAll(/\u001b\[\d*m/g, '') ?? '')?.[1]
    if (code !== undefined) return code
    await after(100)
  }
  throw new Error('no code was sent')
}

test('a pack comes over a line that breaks, and what became of receipts is heard', live, async () => {
  const fetcher = new Fetcher(proxy, 'ZZ')
  const { keys, packs } = await fetcher.available()
  assert.deepEqual(packs.map(({ id, seq }) => [id, seq]), [['zz-sample', 1]])
  const [file] = packs[0]?.files ?? []
  assert.ok(keys !== undefined && file !== undefined)
  await put('/__next', ['cut_answer', 'lose_answer'])
  const bytes = await fetcher.file(file)
  assert.equal(bytes.length, packs[0]?.bytes)
  assert.deepEqual((await fetcher.available({ 'zz-sample': 1 })).packs[0]?.files, [])
  const list = await fetcher.file(keys)
  if (wasm !== '') {
    const reader = await PackReader.load(await readFile(wasm), { issuer: 'ZZ', roots: roots.split(','), keys: list })
    assert.ok((await reader.open(bytes)).search('used clothes', { language: 'en' }).nodes.length > 0)
  }
  const known = await fetcher.receiptChanges(listRoot)
  assert.equal((await fetcher.receiptChanges(listRoot, known)).issuer, 'ZZ')
})
