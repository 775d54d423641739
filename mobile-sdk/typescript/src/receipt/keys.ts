import { readCbor } from './cbor.js'
import { fromHex, hex, openEnvelope } from './envelope.js'
import { Malformed } from './malformed.js'
import { isSigned, sha256 } from './signature.js'

/** A key of the administration, with the time in which it signs: whole seconds since 1970. */
export interface PublishedKey {
  readonly public: Uint8Array<ArrayBuffer>
  readonly from: number
  readonly until: number
  readonly revokedAt?: number
}

/** The keys of one administration, each by its name: the first four bytes of its SHA-256, in hexadecimal digits. */
export interface KeyList {
  readonly issuer: string
  readonly keys: ReadonlyMap<string, PublishedKey>
}

/** The list as it is published in JSON (`docs/receipts.md`). */
export interface WrittenKeyList {
  readonly issuer: string
  readonly keys: ReadonlyArray<{ readonly public: string; readonly from: string; readonly until: string; readonly revoked_at?: string | null }>
}

/** How many keys a list may have, and how many bytes a signed list of changes. */
const KEYS_MAX = 64
const CHANGES_BYTES_MAX = 2 * 1024 * 1024

/** Reads a list of keys. Whoever calls this knows where it is from. */
export async function readKeyList(written: WrittenKeyList): Promise<KeyList> {
  if (written.keys.length > KEYS_MAX) throw new Malformed('there are too many keys')
  const keys = await Promise.all(written.keys.map(async key => {
    const bytes = fromHex(key.public)
    if (bytes.length !== 32) throw new Malformed('a key has 32 bytes')
    const revoked = key.revoked_at == null ? {} : { revokedAt: seconds(key.revoked_at) }
    return [hex((await sha256(bytes)).subarray(0, 4)), { public: bytes, from: seconds(key.from), until: seconds(key.until), ...revoked }] as const
  }))
  return { issuer: written.issuer, keys: new Map(keys) }
}

export type Change = 'partly-repaid' | 'repaid' | 'reversed'
const CHANGES: readonly Change[] = ['partly-repaid', 'repaid', 'reversed']

/** What became of receipts, by their digest. */
export interface ChangeList {
  readonly issuer: string
  readonly asOf: number
  readonly changes: ReadonlyMap<string, Change>
}

/** Reads the signed list of what became of receipts; `root` is the public key that the app was built with. */
export async function readChangeList(signed: Uint8Array, root: Uint8Array<ArrayBuffer>): Promise<ChangeList> {
  const envelope = openEnvelope(signed, CHANGES_BYTES_MAX)
  if (!await isSigned(root, envelope)) throw new Malformed('the list is not signed by the root')
  const fields = readCbor(envelope.payload)
  if (!(fields instanceof Map) || fields.get(0n) !== 4n) throw new Malformed('it is no list of changes')
  const [issuer, asOf, rows] = [fields.get(1n), fields.get(2n), fields.get(3n)]
  if (typeof issuer !== 'string' || typeof asOf !== 'bigint' || !Array.isArray(rows)) throw new Malformed('it is no list of changes')
  const changes = rows.map(row => {
    const [digest, what] = Array.isArray(row) ? row : []
    const change = typeof what === 'bigint' ? CHANGES[Number(what) - 1] : undefined
    if (!(digest instanceof Uint8Array) || change === undefined) throw new Malformed('it is no list of changes')
    return [hex(digest), change] as const
  })
  return { issuer, asOf: Number(asOf), changes: new Map(changes) }
}

/** The first whole second at or after an instant (RFC 3339): receipts know no shorter time. */
function seconds(instant: string): number {
  const [, whole, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(instant) ?? []
  const at = Date.parse(`${whole}Z`) / 1000
  if (!Number.isSafeInteger(at)) throw new Malformed(`${instant} is no instant`)
  return /[1-9]/.test(fraction) ? at + 1 : at
}
