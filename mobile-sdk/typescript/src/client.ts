import { Caller } from './caller.js'
import { Content } from './content.js'
import { Enquiries } from './enquiry.js'
import { FingertipError } from './error.js'
import { fetchTransport } from './fetch.js'
import * as operations from './generated/operations.js'
import { type CallOptions, Sender } from './graphql.js'
import { type Host, wholeHost } from './host.js'
import type { Operation } from './operation.js'
import { Payments } from './payment.js'
import { memoryKey } from './proof.js'
import { type KeyList, readKeyList, type WrittenKeyList } from './receipt/keys.js'
import { Session } from './session.js'

export interface ClientConfig {
  /** Where the server is, as its operator writes it (`identity.issuer`): `https://trade.example`. */
  readonly url: string
  /** The administration whose receipts are believed (ISO 3166-1): `ZZ`. */
  readonly issuer: string
  /** The language of messages, as `Accept-Language` has it. */
  readonly language?: string
  /** How long an answer may take; 15 s by default. */
  readonly timeoutMs?: number
  /** The keys that receipts are verified with, where the app brings them; by default those that the server publishes. */
  readonly receiptKeys?: WrittenKeyList
}

const TIMEOUT_MS = 15_000
/** How long the server's keys are believed before they are asked for again. */
const KEYS_MS = 24 * 60 * 60_000

/** A Fingertip server, as an app sees it. */
export class Fingertip {
  readonly content: Content
  readonly enquiries: Enquiries
  readonly payments: Payments
  readonly session: Session
  readonly #caller: Caller
  #keys: Promise<{ list: KeyList; at: number }> | undefined

  constructor(private readonly config: ClientConfig, host: Host) {
    const whole = wholeHost(host, { transport: fetchTransport, device: memoryKey() })
    const endpoint = new URL('/graphql', config.url).href
    const sender = new Sender(endpoint, config.language, config.timeoutMs ?? TIMEOUT_MS, whole)
    this.session = new Session(sender, whole)
    this.#caller = new Caller(sender, this.session)
    this.content = new Content(this.#caller)
    this.enquiries = new Enquiries(this.#caller, whole)
    this.payments = new Payments(this.#caller, whole, options => this.#keyList(whole.now(), options))
  }

  /** Sends any operation of `graphql/operations`, typed; `hasKey` says that its input has a key by which it is done once. */
  call<Result, V>(operation: Operation<Result, V>, variables: V, options: CallOptions & { readonly hasKey?: boolean } = {}): Promise<Result> {
    return this.#caller.call(operation, variables, options)
  }

  async #keyList(now: number, options: CallOptions): Promise<KeyList> {
    if (this.config.receiptKeys !== undefined) return readKeyList(this.config.receiptKeys)
    const known = await this.#keys?.catch(() => undefined)
    if (known !== undefined && now - known.at < KEYS_MS) return known.list
    this.#keys = this.#fetchKeys(now, options)
    return (await this.#keys).list
  }

  async #fetchKeys(now: number, options: CallOptions): Promise<{ list: KeyList; at: number }> {
    const { receiptKeys } = await this.#caller.content(operations.receiptKeys, {}, options)
    const keys = receiptKeys.map(({ public: bytes, from, until, revokedAt }) => ({ public: bytes, from, until, revoked_at: revokedAt }))
    try {
      return { list: await readKeyList({ issuer: this.config.issuer, keys }), at: now }
    } catch (cause) {
      throw new FingertipError('INTEGRITY', 'the keys of receipts cannot be read', { cause })
    }
  }
}
