import { FingertipError } from './error.js'
import { fromHex } from './receipt/envelope.js'
import { type ChangeList, readChangeList } from './receipt/keys.js'
import { Malformed } from './receipt/malformed.js'

/** A file that the server gives out, named so that it has exactly this one or none. */
export interface PackFile {
  readonly name: string
  readonly bytes: number
  /** What tells this state of it from every other, 64 hexadecimal digits: of a pack, the SHA-256 of its signed head. */
  readonly digest: string
}

/** A pack that the server gives out. */
export interface PackOffer {
  readonly id: string
  readonly jurisdiction: string
  readonly languages: readonly string[]
  /** The number that it comes to. */
  readonly seq: number
  /** Until when the whole pack is to be relied on (RFC 3339). */
  readonly expiresAt: string
  /** What is to be fetched, one after the other: the whole pack and deltas, or deltas alone. Nothing where the newest is there. */
  readonly files: readonly PackFile[]
  /** How many bytes that is. */
  readonly bytes: number
}

/** Keeps what arrived of files by their digests, so that a line that breaks and a page that is closed cost one piece. */
export interface PieceStore {
  read(digest: string): Promise<Uint8Array | undefined>
  append(digest: string, piece: Uint8Array): Promise<void>
  remove(digest: string): Promise<void>
}

/** What is lent to fetch files with; everything has a default. */
export interface Fetching {
  readonly fetch?: typeof globalThis.fetch
  readonly pieces?: PieceStore
  /** Waits before something is tried again. */
  readonly sleep?: (ms: number) => Promise<void>
}

interface Listed { readonly file: string; readonly bytes: number; readonly digest: string; readonly seq: number }
interface ListedPack extends Listed {
  readonly id: string
  readonly jurisdiction: string
  readonly languages: readonly string[]
  readonly expires: string
  readonly deltas: ReadonlyArray<Listed & { readonly from: number }>
}
interface Way { readonly files: readonly PackFile[]; readonly seq: number; readonly bytes: number }

/** Little first, more while it comes. */
const PIECE_BYTES = 32 * 1024
const PIECE_BYTES_MIN = 8 * 1024
const PIECE_BYTES_MAX = 512 * 1024
const TRIES = 4
const PAUSE_MS = 500
const PACKS_MAX = 64
const FILE_BYTES_MAX = 32 * 1024 * 1024
const LIST_BYTES_MAX = 256 * 1024
const CHANGES_BYTES_MAX = 2 * 1024 * 1024
const PIECE_MS = 40_000

/** Keeps pieces as long as the page lives. */
export class MemoryPieces implements PieceStore {
  readonly #kept = new Map<string, Uint8Array>()

  async read(digest: string): Promise<Uint8Array | undefined> {
    return this.#kept.get(digest)
  }

  async append(digest: string, piece: Uint8Array): Promise<void> {
    const before = this.#kept.get(digest) ?? new Uint8Array(0)
    const whole = new Uint8Array(before.length + piece.length)
    whole.set(before)
    whole.set(piece, before.length)
    this.#kept.set(digest, whole)
  }

  async remove(digest: string): Promise<void> {
    this.#kept.delete(digest)
  }
}

/**
 * Fetches content packs (`docs/packs.md`), and the list of what became of receipts. Of the list of packs nothing is believed: what a file says is
 * believed by `PackReader`, for its signature.
 */
export class Fetcher {
  readonly #fetch: typeof globalThis.fetch
  readonly #pieces: PieceStore
  readonly #sleep: (ms: number) => Promise<void>

  /** `url` is the server, without a path; `issuer` the administration whose packs are wanted (`ZZ`). */
  constructor(private readonly url: string, private readonly issuer: string, { fetch, pieces, sleep }: Fetching = {}) {
    this.#fetch = fetch ?? ((...given) => globalThis.fetch(...given))
    this.#pieces = pieces ?? new MemoryPieces()
    this.#sleep = sleep ?? (ms => new Promise(resolve => setTimeout(resolve, ms)))
  }

  /**
   * Asks which packs there are, and what leads from the editions that are there (`installed`, numbers by names) to the newest with the fewest
   * bytes. `keys` is the file of the list of keys, and its number.
   */
  async available(installed: Readonly<Record<string, number>> = {}, signal?: AbortSignal): Promise<{
    readonly keys: (PackFile & { readonly seq: number }) | undefined
    readonly packs: readonly PackOffer[]
  }> {
    const answer = await this.#get('/packs', { accept: 'application/json' }, LIST_BYTES_MAX, signal)
    if (answer.status === 404) throw new FingertipError('NOT_FOUND', 'the server gives no packs out')
    if (answer.status !== 200) throw new FingertipError('SERVER', `no list of packs came (${answer.status})`)
    try {
      const list = JSON.parse(new TextDecoder().decode(answer.bytes)) as { keys?: Listed | null; packs: ListedPack[] }
      const ours = list.packs.slice(0, PACKS_MAX).filter(pack => pack.jurisdiction === this.issuer)
      const packs = ours.flatMap(pack => usable(() => offer(pack, installed[pack.id])))
      return { keys: list.keys == null ? undefined : { ...fileOf(list.keys), seq: list.keys.seq }, packs }
    } catch (cause) {
      throw new FingertipError('SERVER', 'a list of packs that cannot be read', { cause })
    }
  }

  /**
   * Fetches a file piece by piece, and goes on where a call before broke off. Whether it is genuine `PackReader` says; where it was damaged on the way,
   * the next call fetches it anew.
   */
  async file(file: PackFile, signal?: AbortSignal): Promise<Uint8Array> {
    let bytes = await this.#pieces.read(file.digest) ?? new Uint8Array(0)
    if (bytes.length > file.bytes) {
      await this.#pieces.remove(file.digest)
      bytes = new Uint8Array(0)
    }
    for (let [size, failures] = [PIECE_BYTES, 0]; bytes.length < file.bytes;) {
      try {
        await this.#pieces.append(file.digest, await this.#piece(file, bytes.length, Math.min(file.bytes, bytes.length + size), signal))
        bytes = await this.#pieces.read(file.digest) ?? bytes
        failures = 0
        size = Math.min(size * 2, PIECE_BYTES_MAX)
      } catch (cause) {
        failures += 1
        if (!(cause instanceof FingertipError) || !cause.isRetryable || failures === TRIES) throw cause
        size = Math.max(size / 2, PIECE_BYTES_MIN)
        await this.#sleep(Math.max(PAUSE_MS * 2 ** failures, cause.retryAfterMs ?? 0))
      }
    }
    // Good or not, the pieces are of no use any more.
    await this.#pieces.remove(file.digest)
    return bytes
  }

  /**
   * Fetches what became of receipts (given back, reversed), for `verifyReceipt`. `root` is the key that the app was built with, 64 hexadecimal
   * digits; an older list than `known` is refused.
   */
  async receiptChanges(root: string, known?: ChangeList, signal?: AbortSignal): Promise<ChangeList> {
    const answer = await this.#get('/.well-known/receipt-changes', { accept: 'application/cose' }, CHANGES_BYTES_MAX, signal)
    if (answer.status === 404) throw new FingertipError('NOT_FOUND', 'the server issues no receipts')
    if (answer.status !== 200) throw new FingertipError('SERVER', `no list came (${answer.status})`)
    const refused = (detail: string, cause?: unknown) => new FingertipError('INTEGRITY', detail, { reason: 'RECEIPT_NOT_GENUINE', cause })
    try {
      const list = await readChangeList(answer.bytes, fromHex(root))
      if (list.issuer !== this.issuer || list.asOf < (known?.asOf ?? -Infinity)) throw refused('of another administration, or older than what is known')
      return list
    } catch (cause) {
      throw cause instanceof Malformed ? refused('the list is not signed by the root', cause) : cause
    }
  }

  async #piece(file: PackFile, start: number, end: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const answer = await this.#get(`/packs/${file.name}?digest=${file.digest}`, { range: `bytes=${start}-${end - 1}` }, file.bytes, signal)
    const { status, bytes } = answer
    if (status === 206 && answer.range === `bytes ${start}-${end - 1}/${file.bytes}` && bytes.length === end - start) return bytes
    // A server, or somebody between, that sends all or nothing.
    if (status === 200 && bytes.length === file.bytes) return bytes.subarray(start)
    if (status === 404 || status === 410) throw new FingertipError('NOT_FOUND', `the server does not have ${file.name} any more (${status})`)
    if (status === 429) throw new FingertipError('RATE_LIMITED', 'asked too often', { retryAfterMs: answer.retryAfterMs })
    throw new FingertipError('SERVER', `something else answered (${status})`)
  }

  async #get(path: string, headers: Record<string, string>, bytesMax: number, signal: AbortSignal | undefined): Promise<{
    readonly status: number; readonly bytes: Uint8Array; readonly range: string | null; readonly retryAfterMs: number
  }> {
    const timeout = AbortSignal.timeout(PIECE_MS)
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout])
    try {
      const answer = await this.#fetch(new URL(path, this.url).href, { headers, signal: either, credentials: 'omit', redirect: 'error' })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      if (bytes.length > bytesMax) throw new FingertipError('SERVER', `the answer has more than ${bytesMax} bytes`)
      const seconds = Number(answer.headers.get('retry-after') ?? 1)
      const retryAfterMs = Math.min(Number.isFinite(seconds) && seconds >= 0 ? seconds : 1, 60) * 1000
      return { status: answer.status, bytes, range: answer.headers.get('content-range'), retryAfterMs }
    } catch (cause) {
      if (cause instanceof FingertipError) throw cause
      if (signal?.aborted) throw new FingertipError('CANCELLED', 'the app gave it up', { cause })
      if (timeout.aborted) throw new FingertipError('TIMEOUT', `no answer within ${PIECE_MS} ms`, { cause })
      throw new FingertipError('OFFLINE', 'no whole answer came', { cause })
    }
  }
}

function offer(pack: ListedPack, installed: number | undefined): PackOffer {
  const { files, seq, bytes } = way(pack, installed)
  return { id: pack.id, jurisdiction: pack.jurisdiction, languages: pack.languages, seq, expiresAt: pack.expires, files, bytes }
}

/** What is read; nothing where it cannot be used, for the list is not signed. */
function usable<T>(read: () => T): readonly T[] {
  try {
    return [read()]
  } catch {
    return []
  }
}

/** The way with the fewest bytes to the newest edition: deltas one after the other, or the whole pack and what goes on from it. */
function way(pack: ListedPack, installed: number | undefined): Way {
  const on = chain(pack, pack.seq)
  const whole = { files: [fileOf(pack), ...on.files], seq: on.seq, bytes: pack.bytes + on.bytes }
  if (installed === undefined) return whole
  const deltas = chain(pack, installed)
  const newest = Math.max(whole.seq, deltas.seq)
  if (newest <= installed) return { files: [], seq: installed, bytes: 0 }
  return deltas.seq === newest && (whole.seq < newest || deltas.bytes <= whole.bytes) ? deltas : whole
}

/** The deltas that lead on from an edition, the farthest of each first. */
function chain(pack: ListedPack, from: number): Way {
  const files: PackFile[] = []
  for (let seq = from; ;) {
    const next = pack.deltas.filter(delta => delta.from === seq && delta.seq > seq).sort((one, other) => other.seq - one.seq)[0]
    if (next === undefined) return { files, seq, bytes: files.reduce((sum, file) => sum + file.bytes, 0) }
    files.push(fileOf(next))
    seq = next.seq
  }
}

/** It becomes part of an address, so that its name and its digest are looked at. */
function fileOf({ file, bytes, digest }: Listed): PackFile {
  const isPlain = /^[a-z0-9][a-z0-9.-]{0,127}$/.test(file) && !file.includes('..') && /^[0-9a-f]{64}$/.test(digest)
  if (!isPlain || !Number.isSafeInteger(bytes) || bytes < 1 || bytes > FILE_BYTES_MAX) throw new RangeError('a file that is none')
  return { name: file, bytes, digest }
}
