/** What stands on receipts: whole numbers, bytes, texts, lists and maps with numbers or texts as keys. Numbers are `bigint`: sums may have 63 bits. */
export type Cbor = bigint | Uint8Array | string | readonly Cbor[] | ReadonlyMap<bigint | string, Cbor> | Tagged
export interface Tagged { readonly tag: bigint; readonly value: Cbor }

/** What is read is not the one spelling of what it says (RFC 8949, section 4.2.1), or nothing that stands on receipts. */
export class NotCanonical extends Error {}

/** How deep lists and maps may lie in one another. */
const DEPTH_MAX = 8

/** Reads one value, which must be all of `bytes`, in its one spelling. */
export function readCbor(bytes: Uint8Array): Cbor {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  if (!reader.isAtEnd) throw new NotCanonical('bytes after the end')
  return value
}

class Reader {
  #at = 0

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.#at === this.bytes.length
  }

  value(depth: number): Cbor {
    if (depth > DEPTH_MAX) throw new NotCanonical('too deep')
    const [major, argument] = this.#head()
    switch (major) {
      case 0: return argument
      case 1: return -1n - argument
      case 2: return this.#take(argument)
      case 3: return this.#text(argument)
      case 4: return this.#list(argument, depth)
      case 5: return this.#map(argument, depth)
      case 6: return { tag: argument, value: this.value(depth + 1) }
      default: throw new NotCanonical('a value that stands on no receipt')
    }
  }

  #head(): [major: number, argument: bigint] {
    const first = this.#take(1n)[0] as number
    const small = first & 0x1f
    if (small < 24) return [first >> 5, BigInt(small)]
    if (small > 27) throw new NotCanonical('an open length')
    const width = 1 << (small - 24)
    const argument = this.#take(BigInt(width)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    // The shortest of its spellings: what fits into half the width must stand there.
    const least = width === 1 ? 24n : 1n << BigInt(width * 4)
    if (argument < least) throw new NotCanonical('a number that is not short')
    return [first >> 5, argument]
  }

  #take(count: bigint): Uint8Array {
    if (count > BigInt(this.bytes.length - this.#at)) throw new NotCanonical('it ends early')
    return this.bytes.subarray(this.#at, this.#at += Number(count))
  }

  #text(length: bigint): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#take(length))
    } catch (cause) {
      throw cause instanceof NotCanonical ? cause : new NotCanonical('a text that is not UTF-8', { cause })
    }
  }

  #list(length: bigint, depth: number): Cbor[] {
    const list: Cbor[] = []
    for (let index = 0n; index < length; index++) list.push(this.value(depth + 1))
    return list
  }

  #map(length: bigint, depth: number): Map<bigint | string, Cbor> {
    const map = new Map<bigint | string, Cbor>()
    let last: Uint8Array | undefined
    for (let index = 0n; index < length; index++) {
      const from = this.#at
      const key = this.value(depth + 1)
      const written = this.bytes.subarray(from, this.#at)
      if (typeof key !== 'bigint' && typeof key !== 'string') throw new NotCanonical('a key that stands on no receipt')
      if (last !== undefined && compare(last, written) >= 0) throw new NotCanonical('keys out of order')
      last = written
      map.set(key, this.value(depth + 1))
    }
    return map
  }
}

function compare(left: Uint8Array, right: Uint8Array): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at] as number) - (right[at] as number)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
