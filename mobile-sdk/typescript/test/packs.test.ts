// What the module for browsers says, compared with what the same code says on the machine that it was built on: mobile-sdk/wasm/test.sh
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { FingertipError } from '../src/error.js'
import { PackReader } from '../src/packs.js'

const { FINGERTIP_TEST_WASM: wasm = '', FINGERTIP_TEST_PLAYED: folder = '' } = process.env
const built = { skip: wasm === '' ? 'no module: mobile-sdk/wasm/test.sh builds it' : false }
const file = async (name: string) => new Uint8Array(await readFile(join(folder, name)))
const DAY = Date.parse('2026-10-15T12:00:00Z')

async function reader(now = () => DAY): Promise<PackReader> {
  const { issuer, roots } = JSON.parse(await readFile(join(folder, 'trust.json'), 'utf8')) as { issuer: string; roots: string[] }
  return PackReader.load(await readFile(wasm), { issuer, roots, keys: await file('keys.cpl') }, now)
}

const refusal = (code: string, reason: string) => (cause: unknown) =>
  cause instanceof FingertipError && cause.code === code && cause.reason === reason

interface Played { readonly question: string; readonly file: string | null; readonly answer: string }

test('every question is answered byte for byte as natively, ids and scores with it', built, async t => {
  const { instance } = await WebAssembly.instantiate(await readFile(wasm))
  const { memory, input, answer, output } = instance.exports as {
    memory: WebAssembly.Memory; input(length: number): number; answer(file: number): number; output(): number
  }
  const files = new Map(await Promise.all(['keys.cpl', 'pack.cpk', 'delta.cpk'].map(async name => [name, await file(name)] as const)))
  const grown: [string, number][] = []
  const took: number[] = []
  let asked = 0
  for (const line of (await readFile(join(folder, 'played.jsonl'), 'utf8')).trimEnd().split('\n')) {
    const played = JSON.parse(line) as Played
    const [given, question] = [files.get(played.file ?? '') ?? new Uint8Array(0), new TextEncoder().encode(played.question)]
    const begun = performance.now()
    const at = input(given.length + question.length)
    new Uint8Array(memory.buffer, at).set(given)
    new Uint8Array(memory.buffer, at + given.length).set(question)
    const length = answer(given.length)
    if (played.question.startsWith('ask=search')) took.push(performance.now() - begun)
    assert.equal(new TextDecoder().decode(new Uint8Array(memory.buffer, output(), length)), played.answer, played.question)
    if (played.file !== null) grown.push([played.file, memory.buffer.byteLength])
    asked += 1
  }
  took.sort((one, other) => one - other)
  const share = (of: number) => took[Math.floor((took.length - 1) * of)]?.toFixed(2)
  t.diagnostic(`${asked} questions; a search takes ${share(0.5)} ms, 95 of 100 less than ${share(0.95)} ms`)
  t.diagnostic(`memory: ${grown.map(([name, bytes]) => `${name} ${bytes}`).join(', ')}, in the end ${memory.buffer.byteLength} bytes`)
  assert.ok(asked > 3_000, `${asked}`)
  // The pack, what was read of it, the last files and what is kept between searches.
  assert.ok(memory.buffer.byteLength < 24 * 1024 * 1024, `${memory.buffer.byteLength}`)
})

test('a pack is opened, searched, suggested from, read and brought up to date', built, async () => {
  const pack = await (await reader()).open(await file('pack.cpk'))
  const status = pack.status()
  assert.deepEqual([status.id, status.seq, status.isStale, status.deltas], ['zz-sample', 3, false, 0])
  const page = pack.search('rice tariff quota 2026', { language: 'en', first: 3 })
  const [first] = page.nodes
  assert.ok(first !== undefined && page.nodes.length === 3 && page.hasNextPage)
  assert.ok(first.score > 0 && page.nodes.every(({ score }) => score <= first.score))
  assert.equal(first.publicationId, 'rice-quota')
  const [match] = first.snippet?.matches ?? []
  assert.match(first.snippet?.text.slice(match?.[0], match?.[1]) ?? '', /rice|tariff|quota|2026/i)
  assert.ok(pack.text(first.documentId).body.length > 0)
  const next = pack.search('rice tariff quota 2026', { language: 'en', first: 3, after: page.endCursor ?? '' })
  assert.notEqual(next.nodes[0]?.documentId, first.documentId)
  assert.ok(pack.suggest('coff', { language: 'en' }).some(({ text }) => text.toLowerCase().includes('coffee')))
  assert.deepEqual(pack.apply(await file('delta.cpk')).deltas, 1)
  assert.throws(() => pack.text('publication/none'), refusal('NOT_FOUND', 'NOT_FOUND'))
  assert.throws(() => pack.search('rice', { asOf: 'March' }), refusal('INVALID', 'DATE_INVALID'))
  assert.ok(pack.search('rice\u001efirst=50').nodes.length <= 5)
})

test('a pack with any byte changed is refused, and what was cut or goes on', built, async () => {
  const [open, whole] = [await reader(), await file('pack.cpk')]
  const refused = async (changed: Uint8Array, what: string) => {
    await assert.rejects(open.open(changed), refusal('INTEGRITY', 'PACK_NOT_GENUINE'), what)
  }
  // Every byte of the head and the table of contents, and every so many of the parts.
  const places = [...Array(400).keys(), ...Array.from({ length: 120 }, (_, at) => 400 + Math.floor((whole.length - 400) * at / 120)), whole.length - 1]
  for (const place of places) {
    const changed = whole.slice()
    changed[place] = (changed[place] ?? 0) ^ (1 << place % 8)
    await refused(changed, `byte ${place}`)
  }
  for (const length of [0, 3, 76, whole.length - 1]) await refused(whole.slice(0, length), `${length} bytes`)
  await refused(new Uint8Array([...whole, 0]), 'a byte more')
})

test('neither an older pack nor a list that too few roots signed is taken', built, async () => {
  const [open, whole, keys] = [await reader(), await file('pack.cpk'), await file('keys.cpl')]
  await assert.rejects(open.open(whole, { after: 3 }), refusal('INVALID', 'PACK_NOT_NEXT'))
  await assert.rejects(open.open(await file('delta.cpk')), refusal('INTEGRITY', 'PACK_NOT_GENUINE'))
  const module = await WebAssembly.compile(await readFile(wasm))
  const { roots } = JSON.parse(await readFile(join(folder, 'trust.json'), 'utf8')) as { roots: string[] }
  const trust = { issuer: 'ZZ', roots, keys }
  await assert.rejects(PackReader.load(module, { ...trust, threshold: 3 }), refusal('INTEGRITY', 'PACK_NOT_GENUINE'))
  await assert.rejects(PackReader.load(module, { ...trust, roots: [] }), refusal('INVALID', 'KEY_INVALID'))
  await assert.rejects(PackReader.load(module, { ...trust, keys: keys.slice(0, -64) }), refusal('INTEGRITY', 'PACK_NOT_GENUINE'))
  const other = await PackReader.load(module, { ...trust, issuer: 'YY' }, () => DAY)
  await assert.rejects(other.open(whole), refusal('INVALID', 'PACK_NOT_NEXT'))
})

test('past its last day a pack says so, and before it was made it is refused', built, async () => {
  let now = DAY
  const open = await reader(() => now)
  const pack = await open.open(await file('pack.cpk'))
  now = Date.parse('2026-12-01T00:00:00Z')
  const page = pack.search('rice', { language: 'en' })
  assert.ok(page.isStale && page.nodes.length > 0 && pack.status().isStale)
  now = Date.parse('2026-10-13T00:00:00Z')
  await assert.rejects(open.open(await file('pack.cpk')), refusal('INVALID', 'CLOCK_WRONG'))
})

test('a file that is larger than any pack is refused before it is looked at', built, async () => {
  await assert.rejects((await reader()).open(new Uint8Array(40 * 1024 * 1024)), refusal('INVALID', 'PACK_TOO_LARGE'))
})
