import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex } from '../src/receipt/envelope.js'
import { readChangeList, readKeyList } from '../src/receipt/keys.js'
import { VerifiedReceipt, verifyReceipt } from '../src/receipt/verify.js'

const folder = new URL('../../../../tests/vectors/receipt/', import.meta.url)
const files = readdirSync(folder).filter(name => name.endsWith('.json'))

for (const name of files) {
  test(`receipts of ${name} are judged as everywhere`, async () => {
    const { keys: written, changes: digits, root, vectors } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
    const keys = await readKeyList(written)
    const changes = digits === null ? undefined : await readChangeList(fromHex(digits), fromHex(root))
    assert.ok(vectors.length > 0)
    for (const vector of vectors) {
      const judged = await verifyReceipt(vector.text, keys, changes)
      assert.equal(judged.verdict, vector.verdict, vector.name)
      if (judged.verdict !== 'valid') continue
      const { paper, digest, key, standing } = judged.receipt
      assert.equal(standing, vector.standing, vector.name)
      const { says } = vector
      assert.deepEqual(
        [paper.currency, String(paper.total), paper.name, paper.notice, paper.id, digest, key, new Date(paper.issuedAt * 1000).toISOString()],
        [says.currency, says.total, says.name, says.notice, says.id, says.digest, says.key, says.issued_at.replace('Z', '.000Z')], vector.name)
    }
  })
}

test('nobody makes a verified receipt but the verifier', () => {
  assert.throws(() => new VerifiedReceipt(Symbol('verified') as never, {} as never, '', '', '', 'unchanged'), TypeError)
})

test('no change of one character is accepted', async () => {
  const { keys: written, vectors } = JSON.parse(readFileSync(new URL('good.json', folder), 'utf8'))
  const keys = await readKeyList(written)
  const { text } = vectors[0]
  for (let at = 0; at < text.length; at++) {
    const edited = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
    const { verdict } = await verifyReceipt(edited, keys)
    assert.notEqual(verdict, 'valid', `character ${at}`)
  }
})

test('the keys of a server that runs have instants within a second', async () => {
  const key = (from: string) => readKeyList({ issuer: 'ZZ', keys: [{ public: '8a'.repeat(32), from, until: '2027-01-01T00:00:00Z' }] })
  const [begins] = [...(await key('2026-01-01T00:00:00.168555Z')).keys.values()]
  assert.equal(begins?.from, Date.parse('2026-01-01T00:00:01Z') / 1000)
})
