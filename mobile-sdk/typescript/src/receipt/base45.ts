const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const VALUES = new Map([...ALPHABET].map((sign, value) => [sign, value]))

/** Reads base45 (RFC 9285), or returns nothing for what is none: one text stands for the same bytes, and no other. */
export function fromBase45(text: string): Uint8Array | undefined {
  const values = [...text].map(sign => VALUES.get(sign))
  const bytes: number[] = []
  for (let at = 0; at < values.length; at += 3) {
    const [low, middle, high] = values.slice(at, at + 3)
    if (low === undefined || middle === undefined || (at + 2 < values.length && high === undefined)) return undefined
    const group = low + middle * 45 + (high ?? 0) * 2025
    if (group > (high === undefined ? 0xff : 0xffff)) return undefined
    if (high === undefined) bytes.push(group)
    else bytes.push(group >> 8, group & 0xff)
  }
  return new Uint8Array(bytes)
}
