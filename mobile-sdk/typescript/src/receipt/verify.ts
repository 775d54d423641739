import { NotCanonical } from './cbor.js'
import { bytesOf, hex, openEnvelope, SIGNED_BYTES_MAX } from './envelope.js'
import type { Change, ChangeList, KeyList, PublishedKey } from './keys.js'
import { Malformed } from './malformed.js'
import { type Paper, readPaper } from './paper.js'
import { isSigned, sha256 } from './signature.js'

/** What may be said of a receipt that somebody shows, without asking anybody: the verdicts of `docs/receipts.md`. */
export type Verdict =
  | { readonly verdict: 'valid'; readonly receipt: VerifiedReceipt }
  | { readonly verdict: 'forged' | 'unknown-key' | 'key-not-yet-valid' | 'key-expired' | 'key-revoked' | 'other-issuer' }
  | { readonly verdict: 'malformed'; readonly why: string }

/** What makes a {@link VerifiedReceipt}: known to this file alone. */
const witness = Symbol('verified')

/** A receipt whose signature was verified. Nothing but {@link verifyReceipt} makes one, so an app that holds one may say "paid". */
export class VerifiedReceipt {
  constructor(
    made: typeof witness,
    /** What it says. */
    readonly paper: Paper,
    /** Its text, as its QR code holds it. */
    readonly text: string,
    /** The name of the key that signed it. */
    readonly key: string,
    /** What lists of changes and credit notes name it by: 32 hexadecimal digits. */
    readonly digest: string,
    /** What is known of it since. */
    readonly standing: Change | 'unchanged' | 'not-asked',
  ) {
    if (made !== witness) throw new TypeError('receipts are made by verifyReceipt')
  }
}

/** Verifies what somebody shows against the published keys, and looks it up in the list of changes where there is one. */
export async function verifyReceipt(text: string, keys: KeyList, changes?: ChangeList): Promise<Verdict> {
  try {
    return await judge(text, keys, changes)
  } catch (cause) {
    if (cause instanceof Malformed || cause instanceof NotCanonical) return { verdict: 'malformed', why: cause.message }
    throw cause
  }
}

/** The signature is asked before anything that was signed is read. */
async function judge(text: string, keys: KeyList, changes: ChangeList | undefined): Promise<Verdict> {
  const bytes = bytesOf(text)
  const envelope = openEnvelope(bytes, SIGNED_BYTES_MAX)
  const key = keys.keys.get(envelope.key)
  if (key === undefined) return { verdict: readPaper(envelope.payload).issuer === keys.issuer ? 'unknown-key' : 'other-issuer' }
  if (!await isSigned(key.public, envelope)) return { verdict: 'forged' }
  const paper = readPaper(envelope.payload)
  if (paper.issuer !== keys.issuer) return { verdict: 'other-issuer' }
  const refusal = refusalOf(key, paper.issuedAt)
  if (refusal !== undefined) return { verdict: refusal }
  const digest = hex((await sha256(bytes)).subarray(0, 16))
  const standing = changes?.issuer === paper.issuer ? changes.changes.get(digest) ?? 'unchanged' : 'not-asked'
  return { verdict: 'valid', receipt: new VerifiedReceipt(witness, paper, text.trim(), envelope.key, digest, standing) }
}

function refusalOf(key: PublishedKey, issuedAt: number): 'key-revoked' | 'key-not-yet-valid' | 'key-expired' | undefined {
  if (key.revokedAt !== undefined) return 'key-revoked'
  if (issuedAt < key.from) return 'key-not-yet-valid'
  return issuedAt >= key.until ? 'key-expired' : undefined
}
