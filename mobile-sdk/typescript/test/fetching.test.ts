import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FingertipError } from '../src/error.js'
import { Fetcher, MemoryPieces } from '../src/fetching.js'
import { fromHex } from '../src/receipt/envelope.js'

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const noise = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 2_654_435_761 >>> 13) & 0xff)
const listed = (file: string, bytes: Uint8Array | number, more: object) =>
  ({ file, bytes: typeof bytes === 'number' ? bytes : bytes.length, digest: typeof bytes === 'number' ? '0'.repeat(64) : digest(bytes), ...more })
const pack = (seq: number, bytes: Uint8Array | number, deltas: object[] = []) =>
  listed(`zz-all.${seq}.cpk`, bytes, { id: 'zz-all', jurisdiction: 'ZZ', languages: ['en'], seq, expires: '2026-07-15T12:00:00Z', deltas })
const delta = (from: number, seq: number, bytes: number) => listed(`zz-all.${from}-${seq}.cpk`, bytes, { from, seq })
const refusal = (code: string) => (cause: unknown) => cause instanceof FingertipError && cause.code === code

/** A server that gives files out by parts, over a line of which answers get lost as `lost` says. */
function server(list: object, files: Record<string, Uint8Array>, lost: (asked: number) => boolean = () => false) {
  const asked: string[] = []
  const fetch = (async (address: string, { headers = {} }: { headers?: Record<string, string> }) => {
    const url = new URL(address)
    if (url.pathname === '/packs') return new Response(JSON.stringify(list))
    const bytes = files[url.pathname.slice('/packs/'.length)]
    if (bytes === undefined || digest(bytes) !== url.searchParams.get('digest')) return new Response(null, { status: 404 })
    const [start = 0, end = 0] = headers['range']?.match(/\d+/g)?.map(Number) ?? []
    asked.push(`${start}`)
    if (lost(asked.length)) throw new TypeError('the line broke')
    return new Response(bytes.slice(start, end + 1), { status: 206, headers: { 'content-range': `bytes ${start}-${end}/${bytes.length}` } })
  }) as unknown as typeof globalThis.fetch
  return { fetch, asked }
}

const fetcher = (list: object, files: Record<string, Uint8Array> = {}, lost?: (asked: number) => boolean, pieces = new MemoryPieces()) => {
  const { fetch, asked } = server(list, files, lost)
  return { fetcher: new Fetcher('https://trade.example', 'ZZ', { fetch, pieces, sleep: async () => {} }), asked, pieces }
}

test('the way to the newest edition is the one with the fewest bytes', async () => {
  const list = { keys: null, packs: [pack(5, 1_000, [delta(4, 5, 10), delta(5, 6, 20), delta(3, 4, 30)]), { ...pack(9, 10), jurisdiction: 'YY' }] }
  const way = async (seq?: number) => {
    const { packs } = await fetcher(list).fetcher.available(seq === undefined ? {} : { 'zz-all': seq })
    assert.equal(packs.length, 1)
    return [packs[0]?.seq, packs[0]?.bytes]
  }
  assert.deepEqual(await way(), [6, 1_020])
  assert.deepEqual(await way(3), [6, 60])
  assert.deepEqual(await way(5), [6, 20])
  assert.deepEqual(await way(6), [6, 0])
  assert.deepEqual(await way(9), [9, 0], 'an older server takes nothing back')
  assert.deepEqual(await way(2), [6, 1_020], 'nothing leads on from there')
})

test('a file comes piece by piece over a line that breaks, and goes on where a call before broke off', async () => {
  const bytes = noise(300_000)
  const files = { 'zz-all.5.cpk': bytes }
  const list = { keys: null, packs: [pack(5, bytes)] }
  const broken = fetcher(list, files, asked => asked > 2)
  const [file] = (await broken.fetcher.available()).packs[0]?.files ?? []
  assert.ok(file !== undefined)
  await assert.rejects(broken.fetcher.file(file), refusal('OFFLINE'))
  assert.equal(broken.asked.length, 6, 'two came, four tries did not')
  const there = (await broken.pieces.read(file.digest))?.length ?? 0
  assert.ok(there > 0)
  const again = fetcher(list, files, asked => asked === 2, broken.pieces)
  assert.deepEqual(await again.fetcher.file(file), bytes)
  assert.equal(again.asked[0], `${there}`, 'nothing that was there came again')
  assert.equal(await again.pieces.read(file.digest), undefined, 'what is handed over is not kept twice')
})

test('what was damaged on the way is fetched anew the next time', async () => {
  const bytes = noise(50_000)
  const { fetcher: own, pieces } = fetcher({ keys: null, packs: [pack(5, bytes)] }, { 'zz-all.5.cpk': bytes })
  const [file] = (await own.available()).packs[0]?.files ?? []
  assert.ok(file !== undefined)
  await pieces.append(file.digest, noise(40_000).map(byte => byte ^ 1))
  assert.notDeepEqual(await own.file(file), bytes, 'whether it is genuine the reader says')
  assert.deepEqual(await own.file(file), bytes)
  await pieces.append(file.digest, noise(60_000))
  assert.deepEqual(await own.file(file), bytes, 'more than the file has is no beginning of it')
  await assert.rejects(own.file({ ...file, digest: 'f'.repeat(64) }), refusal('NOT_FOUND'))
})

test('what of a list leads elsewhere is passed over, and what is none is refused', async () => {
  const ids = async (...packs: object[]) => (await fetcher({ packs }).fetcher.available()).packs.map(({ seq }) => seq)
  for (const file of ['../etc/passwd', 'a/b.cpk', 'a..cpk', '']) {
    assert.deepEqual(await ids({ ...pack(5, 10), file }, pack(6, 10)), [6], file)
  }
  assert.deepEqual(await ids(pack(5, 1e12), { ...pack(7, 10), deltas: undefined }, pack(6, 10)), [6])
  await assert.rejects(fetcher([]).fetcher.available(), refusal('SERVER'))
})

test('what became of receipts is believed by the root alone, and no older list than is known', async () => {
  const folder = new URL('../../../../tests/vectors/receipt/', import.meta.url)
  const written = readdirSync(folder).filter(name => name.endsWith('.json')).map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  const { changes, root, keys } = written.find(one => one.changes !== null)
  const fetch = (async () => new Response(fromHex(changes))) as unknown as typeof globalThis.fetch
  const own = new Fetcher('https://trade.example', keys.issuer, { fetch })
  const list = await own.receiptChanges(root)
  assert.ok(list.changes.size > 0)
  await assert.rejects(own.receiptChanges(root, { ...list, asOf: list.asOf + 1 }), refusal('INTEGRITY'))
  await assert.rejects(own.receiptChanges('1'.repeat(64)), refusal('INTEGRITY'))
  await assert.rejects(new Fetcher('https://trade.example', 'YY', { fetch }).receiptChanges(root), refusal('INTEGRITY'))
})
