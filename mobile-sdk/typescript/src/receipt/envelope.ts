import { fromBase45 } from './base45.js'
import { type Cbor, readCbor } from './cbor.js'
import { Malformed } from './malformed.js'

/** The most that is signed, of a receipt. */
export const SIGNED_BYTES_MAX = 397
const MARK = 'CR1:'

/** A COSE_Sign1 object with one signature of Ed25519. */
export interface Envelope {
  /** Who is said to have signed: 8 hexadecimal digits. */
  readonly key: string
  readonly payload: Uint8Array
  /** What was signed. */
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Reads the bytes behind the text of a receipt. */
export function bytesOf(text: string): Uint8Array {
  const trimmed = text.trim()
  if (!trimmed.startsWith(MARK)) throw new Malformed('it does not begin with CR1:')
  return fromBase45(trimmed.slice(MARK.length)) ?? fail('it is not base45')
}

/** Opens an envelope of at most `bytesMax` bytes. */
export function openEnvelope(bytes: Uint8Array, bytesMax: number): Envelope {
  if (bytes.length > bytesMax) fail('it is too long')
  const tagged = readCbor(bytes)
  if (!isTagged(tagged) || tagged.tag !== 18n || !Array.isArray(tagged.value) || tagged.value.length !== 4) fail('it is no COSE_Sign1')
  const [header, open, payload, signature] = tagged.value as Cbor[]
  if (!(header instanceof Uint8Array) || !(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) fail('it is no COSE_Sign1')
  if (!(open instanceof Map) || open.size !== 0 || signature.length !== 64) fail('it is no COSE_Sign1 of ours')
  const fields = readCbor(header)
  if (!(fields instanceof Map) || fields.size !== 2 || fields.get(1n) !== -8n) fail('it is signed otherwise')
  const key = fields.get(4n)
  if (!(key instanceof Uint8Array) || key.length !== 4) fail('it names no key')
  return { key: hex(key), payload, message: signed(header, payload), signature }
}

/** Writes what is signed: `["Signature1", header, h'', payload]`. */
function signed(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const context = new TextEncoder().encode('Signature1')
  return concat([Uint8Array.of(0x84, 0x60 | context.length), context, head(header.length), header, Uint8Array.of(0x40), head(payload.length), payload])
}

/** The head of a byte string. */
function head(length: number): Uint8Array {
  if (length < 24) return Uint8Array.of(0x40 | length)
  if (length < 0x100) return Uint8Array.of(0x58, length)
  if (length < 0x10000) return Uint8Array.of(0x59, length >> 8, length & 0xff)
  return Uint8Array.of(0x5a, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

export function fromHex(digits: string): Uint8Array<ArrayBuffer> {
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Malformed('these are no hexadecimal digits')
  return Uint8Array.from(digits.match(/../g) ?? [], pair => parseInt(pair, 16))
}

function isTagged(value: Cbor): value is { tag: bigint; value: Cbor } {
  return typeof value === 'object' && 'tag' in value
}

function fail(why: string): never {
  throw new Malformed(why)
}
