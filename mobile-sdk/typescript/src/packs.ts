import { type ErrorCode, FingertipError } from './error.js'

/** Whose packs are believed: what an app is built with, and the list of keys as it was last obtained. */
export interface PackTrust {
  /** The administration whose packs are taken (ISO 3166-1): `ZZ`. */
  readonly issuer: string
  /** The public keys of the roots, 64 hexadecimal digits each. */
  readonly roots: readonly string[]
  /** How many of the roots have to have signed the list; more than half of them by default. */
  readonly threshold?: number
  /** The signed list of the keys that sign packs (`keys.cpl`). */
  readonly keys: Uint8Array
  /** The number of the list that was known before: an older one is refused. */
  readonly after?: number
}

export interface PackStatus {
  readonly id: string
  readonly jurisdiction: string
  readonly languages: readonly string[]
  /** The number of the edition: every one has a higher one. */
  readonly seq: number
  /** When it was made, in milliseconds since 1970: it says what was published then. */
  readonly createdAt: number
  readonly expiresAt: number
  /** Whether it is past its last day: texts are still found, and have to be shown as old. */
  readonly isStale: boolean
  readonly documents: number
  /** How many deltas lie on top. */
  readonly deltas: number
}

export interface PackSearchOptions {
  /** The language of the texts; those of the pack where nothing is said. */
  readonly language?: string
  /** The day the results are in force (`2026-03-01`); today by Greenwich where nothing is said. */
  readonly asOf?: string
  /** Any of these kinds (`PUBLICATION`, `TARIFF_LINE` …). */
  readonly kinds?: readonly string[]
  /** About goods of any of these chapters, two digits each. */
  readonly chapters?: readonly string[]
  /** Only lines that goods can be declared under. */
  readonly declarableOnly?: boolean
  /** How many, 1 to 50; 5 where nothing is said. */
  readonly first?: number
  /** The `endCursor` of the page before. */
  readonly after?: string
}

/** A result, in the words of the contract: what shows results of the server shows these too. */
export interface PackHit {
  readonly kind: string
  readonly publicationId: string | null
  /** The passage: read it with {@link OfflinePack.text}. */
  readonly documentId: string
  readonly code: string | null
  readonly isDeclarable: boolean
  readonly title: string
  readonly path: readonly string[]
  readonly language: string
  /** The part that answers best, and where in it, in UTF-16 units. */
  readonly snippet: { readonly text: string; readonly matches: readonly (readonly [number, number])[] } | null
  readonly reason: string
  readonly strength: string
  /** How well it fits: of several packs, the one whose first result has the highest is shown. */
  readonly score: number
  readonly lastConfirmedOn: string | null
  readonly isReviewOverdue: boolean
}

export interface PackPage {
  readonly nodes: readonly PackHit[]
  readonly hasNextPage: boolean
  readonly endCursor: string | null
  /** What was searched instead of what was typed. */
  readonly corrected: string | null
  /** When the pack was made, in milliseconds since 1970. */
  readonly madeAt: number
  readonly isStale: boolean
}

export interface PackSuggestion {
  readonly text: string
  readonly kind: string
  readonly code: string | null
}

export interface PackText {
  readonly id: string
  readonly title: string
  readonly path: readonly string[]
  readonly body: string
  readonly notes: string
}

/** What the module is loaded from: the answer to a `fetch`, its bytes, or a module that was compiled before. */
export type PackModule = Response | PromiseLike<Response> | BufferSource | WebAssembly.Module

/**
 * Reads content packs without a network: verified, searched and ranked by the rules of the server, in WebAssembly (`fingertip_packs.wasm`). Which
 * way a pack came makes no difference: whatever the roots did not have signed is refused.
 */
export class PackReader {
  private constructor(private readonly module: WebAssembly.Module, private readonly trust: PackTrust, private readonly now: () => number) {}

  /** Loads the module and verifies the list of keys. `now` says what time it is, by default the clock of the page. */
  static async load(module: PackModule, trust: PackTrust, now: () => number = Date.now): Promise<PackReader> {
    const reader = new PackReader(await compiled(module), trust, now)
    await reader.#desk()
    return reader
  }

  /**
   * Opens a pack: its signature and every byte of it are verified first. `after` is the number of the edition that was there, which it has to be
   * newer than. Throws `INTEGRITY` where it was changed or is damaged; `INVALID` with the reason `PACK_NOT_NEXT` where it is older.
   */
  async open(file: Uint8Array, { after }: { readonly after?: number } = {}): Promise<OfflinePack> {
    const desk = await this.#desk()
    desk.ask('open', { after }, file)
    return new OfflinePack(desk)
  }

  /** Each pack has an instance of its own, so that its memory is given back with it. */
  async #desk(): Promise<Desk> {
    const desk = new Desk(await WebAssembly.instantiate(this.module, {}), this.now)
    const { keys, ...trust } = this.trust
    desk.ask('trust', { ...trust }, keys)
    return desk
  }
}

/** A pack that is open. Its memory is given back when nobody holds it any more. */
export class OfflinePack {
  constructor(private readonly desk: Desk) {}

  status(): PackStatus {
    return this.desk.ask('status')
  }

  /** Puts what changed on top (a delta); where it is refused, the pack is as it was. Keep its bytes, and apply them again the next time. */
  apply(delta: Uint8Array): PackStatus {
    return this.desk.ask('apply', {}, delta)
  }

  /** Finds what the server finds by words alone, in the same order. */
  search(text: string, options: PackSearchOptions = {}): PackPage {
    const page: PackPage = this.desk.ask('search', { ...options, text })
    return { ...page, nodes: page.nodes.map(node => ({ ...node, score: ofBits(node.score) })) }
  }

  /** Completes what is being typed, in the first language of the pack where none is said. */
  suggest(prefix: string, options: { readonly language?: string; readonly asOf?: string; readonly first?: number } = {}): readonly PackSuggestion[] {
    return this.desk.ask('suggest', { ...options, prefix })
  }

  /** Reads a whole text. Throws `NOT_FOUND`. */
  text(documentId: string): PackText {
    return this.desk.ask('text', { id: documentId })
  }

  /** How much memory the pack takes, in bytes. */
  get memoryBytes(): number {
    return this.desk.memory.buffer.byteLength
  }
}

type Field = string | number | boolean | readonly string[] | undefined
interface Refused { readonly error?: { readonly code: ErrorCode; readonly reason: string; readonly detail: string } }

/** What `mobile-sdk/wasm/src/abi.rs` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory
  input(length: number): number
  answer(fileLength: number): number
  output(): number
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Puts questions and files into the memory of an instance, and takes answers out. */
class Desk {
  readonly #exports: Exports
  #ended: unknown

  constructor(instance: WebAssembly.Instance, private readonly now: () => number) {
    this.#exports = instance.exports as unknown as Exports
  }

  get memory(): WebAssembly.Memory {
    return this.#exports.memory
  }

  ask<Told>(ask: string, fields: Readonly<Record<string, Field>> = {}, file: Uint8Array = new Uint8Array(0)): Told {
    if (this.#ended !== undefined) throw new FingertipError('INTERNAL', 'the pack has to be opened again', { cause: this.#ended })
    const now = Math.trunc(this.now())
    const question = encoder.encode(written({ ask, now, asOf: new Date(now).toISOString().slice(0, 10), ...present(fields) }))
    const told = JSON.parse(this.#exchange(question, file)) as Told & Refused
    if (told.error === undefined) return told
    const { code, reason, detail } = told.error
    throw new FingertipError(code, detail, { reason })
  }

  #exchange(question: Uint8Array, file: Uint8Array): string {
    try {
      const { memory, input, answer, output } = this.#exports
      const at = input(file.length + question.length) >>> 0
      if (at === 0) throw new FingertipError('INVALID', 'the file is larger than any pack', { reason: 'PACK_TOO_LARGE' })
      // The memory may have grown, and then is another buffer.
      new Uint8Array(memory.buffer, at).set(file)
      new Uint8Array(memory.buffer, at + file.length).set(question)
      const length = answer(file.length) >>> 0
      return decoder.decode(new Uint8Array(memory.buffer, output() >>> 0, length))
    } catch (cause) {
      if (cause instanceof FingertipError) throw cause
      // Out of memory, or a mistake of ours: what the instance holds is not relied on any more.
      this.#ended = cause
      throw new FingertipError('INTERNAL', 'the pack could not be read', { cause })
    }
  }
}

/** Fields stand one behind the other with U+001E between them, lists with U+001F: a text has them as blanks. */
function written(fields: Readonly<Record<string, Exclude<Field, undefined>>>): string {
  const plain = (value: unknown) => String(value).replaceAll(/[\u001e\u001f]/g, ' ')
  const field = (value: unknown) => Array.isArray(value) ? value.map(plain).join('\u001f') : plain(value)
  return Object.entries(fields).map(([name, value]) => `${name}=${field(value)}`).join('\u001e')
}

function present(fields: Readonly<Record<string, Field>>): Record<string, Exclude<Field, undefined>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<string, Exclude<Field, undefined>>
}

/** Scores are told by their bits, so that they are the same to the last one. */
function ofBits(bits: number): number {
  return new Float32Array(new Uint32Array([bits]).buffer)[0] ?? 0
}

async function compiled(source: PackModule): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source
  if (ArrayBuffer.isView(source) || source instanceof ArrayBuffer) return WebAssembly.compile(source)
  const answer = await source
  if (!answer.ok) throw new FingertipError('OFFLINE', `the reader of packs could not be loaded: ${answer.status}`)
  // Read whole, so that a server that does not say `application/wasm` serves too.
  return WebAssembly.compile(await answer.arrayBuffer())
}
