import { type Cbor, readCbor } from './cbor.js'
import { hex } from './envelope.js'
import { Malformed } from './malformed.js'

/** What a receipt or credit note says. Sums are minor units of the currency. The fields are those of `docs/receipts.md`. */
export interface Paper {
  readonly kind: 'receipt' | 'credit-note'
  readonly issuer: string
  readonly office: string
  readonly year: number
  readonly number: number
  readonly register: string
  /** Whole seconds since 1970. */
  readonly issuedAt: number
  readonly notice: string
  /** Of the payment or repayment: 32 hexadecimal digits. */
  readonly id: string
  readonly currency: string
  readonly taxes: ReadonlyMap<Tax, bigint>
  readonly fees: ReadonlyMap<string, bigint>
  readonly total: bigint
  /** Who paid, or who is given back. */
  readonly name: string
  readonly debtor?: string
  readonly declaration?: string
  readonly provider?: { readonly name: string; readonly reference: string }
  readonly legalText: string
  /** Of a credit note: the receipt that it takes back, and why. */
  readonly takesBack?: { readonly office: string; readonly year: number; readonly number: number; readonly digest: string }
  readonly reason?: 'repaid' | 'cancelled' | 'reversed'
  readonly notes: ReadonlyMap<bigint, string>
}

export type Tax = 'duty' | 'vat' | 'excise' | 'penalty' | 'interest'
const TAXES: readonly Tax[] = ['duty', 'vat', 'excise', 'penalty', 'interest']
const REASONS = ['repaid', 'cancelled', 'reversed'] as const
const MINOR_MAX = (1n << 63n) - 1n

/** Reads a payload, and refuses whatever does not follow the page. */
export function readPaper(payload: Uint8Array): Paper {
  const fields = readCbor(payload)
  if (!(fields instanceof Map)) return fail('it is no map')
  const paper = new Fields(fields)
  const kind = paper.number(0n, 2)
  if (kind < 1) fail('it is of no kind')
  const [issuer, office, year, number, register] = paper.list(1n, 5)
  const isFirst = number === 1n
  const [taxes, fees] = [readTaxes(paper.optional(6n)), readFees(paper.optional(7n))]
  const total = [...taxes.values(), ...fees.values()].reduce((sum, minor) => sum + minor, 0n)
  if (total === 0n || total > MINOR_MAX) fail('it has no sum')
  const provider = kind === 1 ? paper.list(11n, 2) : paper.optionalList(11n, 2)
  const [debtor, declaration] = kind === 1 ? [paper.optional(9n), paper.optional(10n)] : []
  if (isFirst === (paper.optional(12n, value => bytes(value, 16)) !== undefined)) fail('only the first of a series follows none')
  const read: Paper = {
    kind: kind === 1 ? 'receipt' : 'credit-note',
    issuer: letters(issuer, 2), office: text(office, 8), year: whole(year, 9999), number: positive(number), register: text(register, 8),
    issuedAt: paper.number(2n, Number.MAX_SAFE_INTEGER), notice: text(paper.field(3n), 24), id: hex(bytes(paper.field(4n), 16)),
    currency: letters(paper.field(5n), 3), taxes, fees, total, name: text(paper.field(8n), 40), legalText: text(paper.field(13n), 12),
    ...(debtor === undefined ? {} : { debtor: text(debtor, 40) }),
    ...(declaration === undefined ? {} : { declaration: text(declaration, 36) }),
    ...(provider === undefined ? {} : { provider: { name: text(provider[0], 12), reference: text(provider[1], 40) } }),
    ...(kind === 1 ? {} : { takesBack: readTakenBack(paper.list(14n, 4)), reason: readReason(paper.number(15n, 3)) }),
    notes: paper.notes(),
  }
  paper.end()
  return read
}

function readTaxes(value: Cbor | undefined): ReadonlyMap<Tax, bigint> {
  return new Map(entries(value, TAXES.length).map(([key, minor]) => {
    const tax = typeof key === 'bigint' ? TAXES[Number(key) - 1] : undefined
    return [tax ?? fail('it has a tax that there is not'), sum(minor)]
  }))
}

function readFees(value: Cbor | undefined): ReadonlyMap<string, bigint> {
  return new Map(entries(value, 6).map(([agency, minor]) => [text(agency, 40), sum(minor)]))
}

function entries(value: Cbor | undefined, most: number): [bigint | string, Cbor][] {
  if (value === undefined) return []
  return value instanceof Map && value.size >= 1 && value.size <= most ? [...value] : fail('it has no sums')
}

function readTakenBack([office, year, number, digest]: readonly Cbor[]): NonNullable<Paper['takesBack']> {
  return { office: text(office, 8), year: whole(year, 9999), number: positive(number), digest: hex(bytes(digest, 16)) }
}

function readReason(reason: number): NonNullable<Paper['reason']> {
  return REASONS[reason - 1] ?? fail('it has no reason')
}

/** The fields of a payload, each taken once: what is left over in the end nobody knew. */
class Fields {
  constructor(private readonly left: Map<bigint | string, Cbor>) {}

  optional<T = Cbor>(key: bigint, read: (value: Cbor) => T = value => value as T): T | undefined {
    const value = this.left.get(key)
    this.left.delete(key)
    return value === undefined ? undefined : read(value)
  }

  field(key: bigint): Cbor {
    return this.optional(key) ?? fail(`field ${key} is missing`)
  }

  number(key: bigint, most: number): number {
    return whole(this.field(key), most)
  }

  list(key: bigint, length: number): readonly Cbor[] {
    return this.optionalList(key, length) ?? fail(`field ${key} is missing`)
  }

  optionalList(key: bigint, length: number): readonly Cbor[] | undefined {
    return this.optional(key, value => Array.isArray(value) && value.length === length ? value as Cbor[] : fail(`field ${key} is no list of ${length}`))
  }

  notes(): ReadonlyMap<bigint, string> {
    const notes = new Map<bigint, string>()
    for (const [key, value] of this.left) {
      if (typeof key !== 'bigint' || key < 64n) continue
      notes.set(key, text(value, 60))
    }
    if (notes.size > 4) fail('it has too many notes')
    for (const key of notes.keys()) this.left.delete(key)
    return notes
  }

  end(): void {
    if (this.left.size > 0) fail('it has a field that nobody knows')
  }
}

function whole(value: Cbor | undefined, most: number): number {
  return typeof value === 'bigint' && value >= 0n && value <= BigInt(most) ? Number(value) : fail('it has no such number')
}

function positive(value: Cbor | undefined): number {
  return whole(value, 0xffff_ffff) || fail('it begins at 1')
}

function sum(value: Cbor): bigint {
  return typeof value === 'bigint' && value > 0n && value <= MINOR_MAX ? value : fail('it has no such sum')
}

function bytes(value: Cbor | undefined, length: number): Uint8Array {
  return value instanceof Uint8Array && value.length === length ? value : fail('it has no such bytes')
}

function letters(value: Cbor | undefined, length: number): string {
  return typeof value === 'string' && value.length === length && /^[A-Z]+$/.test(value) ? value : fail('it has no such letters')
}

/** Controls, and what hides or turns round other characters (Unicode, UAX #9): with them a text looks like another. */
const UNSEEN = /[\p{Cc}\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u
const BLANK_AT_END = /^\p{White_Space}|\p{White_Space}$/u

function text(value: Cbor | undefined, bytesMax: number): string {
  const isGood = typeof value === 'string' && value !== '' && new TextEncoder().encode(value).length <= bytesMax
  return isGood && !UNSEEN.test(value) && !BLANK_AT_END.test(value) ? value : fail('it has no such text')
}

function fail(why: string): never {
  throw new Malformed(why)
}
