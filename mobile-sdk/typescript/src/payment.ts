import type { Caller } from './caller.js'
import { type ErrorCode, FingertipError, refused } from './error.js'
import * as operations from './generated/operations.js'
import type * as types from './generated/types.js'
import type { CallOptions } from './graphql.js'
import type { WholeHost } from './host.js'
import type { KeyList } from './receipt/keys.js'
import { type VerifiedReceipt, verifyReceipt } from './receipt/verify.js'

export type PaymentNotice = NonNullable<types.PaymentNoticeQuery['paymentNotice']>
export type Payment = Extract<types.PayMutation['pay'], { __typename: 'PaymentStarted' }>['payment']
export type Money = { readonly amount: string; readonly currency: string }

/** How a notice is to be paid. */
export interface PaymentMethod {
  readonly rail: types.PaymentRail
  /** Of mobile money: whose phone is prompted (E.164). */
  readonly phone?: string
  /** Of `DEPOSIT`: the account with the administration that it is paid from, fourteen digits. Whoever pays so is signed in. */
  readonly account?: string
  /** Less than all that is owed, where the notice takes parts. */
  readonly part?: Money
}

/** A payment that began: `key` finds it again, also after the app was killed. */
export interface StartedPayment {
  readonly key: string
  readonly payment: Payment
}

/** What is known of a payment. Only `succeeded` is paid, and it cannot be had without a receipt whose signature holds. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded'; readonly key: string; readonly payment: Payment; readonly receipts: readonly [VerifiedReceipt, ...VerifiedReceipt[]] }
  | { readonly kind: 'failed' | 'cancelled'; readonly key: string; readonly payment: Payment }
  /** The server did not take it: nothing was begun. */
  | { readonly kind: 'refused'; readonly key: string; readonly error: FingertipError }
  /**
   * It is the payer's turn, the provider's, or nobody knows: do not pay again. Ask again at `nextCheckAt` (milliseconds since 1970). `error` is what
   * kept this device from knowing more.
   */
  | { readonly kind: 'unknown'; readonly key: string; readonly payment?: Payment; readonly error?: unknown; readonly nextCheckAt: number }

/** What is stored of a payment from before the first byte of it is sent until its end is known. */
interface Pending {
  readonly input: types.PayInput
  readonly id?: string
  readonly startedAt: number
}

const PREFIX = 'payment/'
/** How long is waited between questions about a payment, and how long in all. */
const POLL_SECONDS = [2, 4, 8, 15, 30, 60]
const POLL_MS_MAX = 15 * 60_000

/** Paying. The server is the only truth: what went wrong on the way leaves a payment unknown, never failed. */
export class Payments {
  readonly #starting = new Map<string, Promise<StartedPayment>>()

  constructor(private readonly caller: Caller, private readonly host: WholeHost, private readonly keys: (options: CallOptions) => Promise<KeyList>) {}

  /** Reads what is owed under a reference of twelve digits. */
  async notice(reference: string, options: CallOptions = {}): Promise<PaymentNotice> {
    const { paymentNotice } = await this.caller.call(operations.paymentNotice, { reference }, options)
    if (paymentNotice == null) throw new FingertipError('NOT_FOUND', `no payment notice ${reference}`, { reason: 'NOTICE_UNKNOWN' })
    return paymentNotice
  }

  /**
   * Begins to pay a notice as it was seen. Tapped twice, or again after a lost answer, it is the same payment.
   *
   * Throws `PAYMENT_STATE_UNKNOWN` when no answer came: the payment may be under way, and `resumePending` finds out.
   */
  start(notice: Pick<PaymentNotice, 'reference' | 'version' | 'owed'>, method: PaymentMethod, options: CallOptions = {}): Promise<StartedPayment> {
    if ((method.rail === 'DEPOSIT') !== (method.account !== undefined)) {
      return Promise.reject(new FingertipError('INVALID', 'money paid in advance is drawn from an account, and nothing else is', { reason: 'ACCOUNT_UNKNOWN' }))
    }
    const wish: Omit<types.PayInput, 'key'> = {
      ...bill(notice, method.part), rail: method.rail,
      ...(method.phone === undefined ? {} : { phone: method.phone }), ...(method.account === undefined ? {} : { account: method.account }),
    }
    const name = JSON.stringify(wish)
    const begun = this.#starting.get(name) ?? this.host.lock(`pay ${notice.reference}`, () => this.#begin(wish, options))
      .finally(() => this.#starting.delete(name))
    this.#starting.set(name, begun)
    return begun
  }

  /**
   * Confirms a payment from an account, for `start` that was refused with `PAYMENT_UNCONFIRMED`: by the code that `session.requestCode` had sent for this
   * sum, or by what an authenticator signed for `beginPasskeyPayment`. Until the time that it returns (RFC 3339) `start` takes the same payment, once; what
   * is changed afterwards was not confirmed.
   */
  async confirm(
    notice: Pick<PaymentNotice, 'reference' | 'version' | 'owed'>, method: Required<Pick<PaymentMethod, 'account'>> & Pick<PaymentMethod, 'part'>,
    by: types.ConfirmByInput, options: CallOptions = {},
  ): Promise<string> {
    const payment = { ...bill(notice, method.part), account: method.account }
    const { confirmPayment } = await this.caller.call(operations.confirmPayment, { input: { payment, by } }, { ...options, hasKey: true })
    if (confirmPayment.__typename !== 'PaymentConfirmed') throw refused(confirmPayment)
    return confirmPayment.until
  }

  /** Asks once what became of a payment. */
  async outcome(key: string, options: CallOptions = {}): Promise<PaymentOutcome> {
    const pending = await this.#load(key)
    if (pending === undefined) throw new FingertipError('NOT_FOUND', 'this device has no such payment under way')
    try {
      if (pending.id === undefined) return await this.#judge(key, pending, (await this.#send(key, pending, options)).payment, options)
      const { payment } = await this.caller.call(operations.payment, { id: pending.id }, options)
      return payment == null ? this.#unknown(key, pending) : await this.#judge(key, pending, payment, options)
    } catch (cause) {
      if (cause instanceof FingertipError && cause.code === 'CANCELLED') throw cause
      return pending.id === undefined && isNo(cause) ? { kind: 'refused', key, error: cause } : this.#unknown(key, pending, undefined, cause)
    }
  }

  /** Asks until the end of a payment is known, or the time is over: 2, 4, 8, 15, 30, 60 s apart, for at most a quarter of an hour. */
  async awaitFinal(key: string, options: CallOptions & { readonly timeoutMs?: number } = {}): Promise<PaymentOutcome> {
    const end = this.host.now() + Math.min(options.timeoutMs ?? POLL_MS_MAX, POLL_MS_MAX)
    for (let asked = 0; ; asked++) {
      const outcome = await this.outcome(key, options)
      const wait = pollMs(asked)
      if (outcome.kind !== 'unknown' || this.host.now() + wait > end) return outcome
      await this.host.sleep(wait, options.signal)
      if (options.signal?.aborted) throw new FingertipError('CANCELLED', 'the app gave up waiting; the payment goes on')
    }
  }

  /** Asks about every payment that this device began and whose end it does not know: at each start of the app, and on the way back from a provider. */
  async resumePending(options: CallOptions = {}): Promise<PaymentOutcome[]> {
    const names = await this.host.storage.names(PREFIX)
    const outcomes: PaymentOutcome[] = []
    for (const name of names.sort()) outcomes.push(await this.outcome(name.slice(PREFIX.length), options))
    return outcomes
  }

  /** Verifies a receipt that somebody shows, without a network once the keys are known. */
  async verifyReceipt(text: string, options: CallOptions = {}): ReturnType<typeof verifyReceipt> {
    return verifyReceipt(text, await this.keys(options))
  }

  /** The receipts of a payment, each verified. Throws `INTEGRITY` for one that does not hold. */
  async receipts(paymentId: string, options: CallOptions = {}): Promise<VerifiedReceipt[]> {
    const { receipts } = await this.caller.call(operations.receipts, { payment: paymentId }, options)
    const keys = await this.keys(options)
    return Promise.all(receipts.map(async ({ text }) => {
      const judged = await verifyReceipt(text, keys)
      if (judged.verdict === 'valid') return judged.receipt
      throw new FingertipError('INTEGRITY', `a receipt of the payment is ${judged.verdict}`, { reason: judged.verdict })
    }))
  }

  async #begin(wish: Omit<types.PayInput, 'key'>, options: CallOptions): Promise<StartedPayment> {
    const { key, pending } = await this.#find(wish) ?? await this.#note(wish)
    try {
      return { key, payment: (await this.#send(key, pending, options)).payment }
    } catch (cause) {
      if (isNo(cause)) throw cause
      throw new FingertipError('PAYMENT_STATE_UNKNOWN', 'no answer came: the payment may be under way', { facts: { key }, cause })
    }
  }

  /** Finds what this device began with the same wish and does not know the end of. */
  async #find(wish: Omit<types.PayInput, 'key'>): Promise<{ key: string; pending: Pending } | undefined> {
    for (const name of await this.host.storage.names(PREFIX)) {
      const key = name.slice(PREFIX.length)
      const pending = await this.#load(key)
      if (pending !== undefined && JSON.stringify({ ...pending.input, key: undefined }) === JSON.stringify({ ...wish, key: undefined })) return { key, pending }
    }
    return undefined
  }

  /** Makes a key and stores it, before the first byte is sent. */
  async #note(wish: Omit<types.PayInput, 'key'>): Promise<{ key: string; pending: Pending }> {
    const key = crypto.randomUUID()
    const pending = { input: { ...wish, key }, startedAt: this.host.now() }
    await this.#store(key, pending)
    return { key, pending }
  }

  /** Sends the payment under its key: the first time, or again. A refusal ends it: under this key there is no payment. */
  async #send(key: string, pending: Pending, options: CallOptions): Promise<{ payment: Payment }> {
    try {
      const { pay } = await this.caller.call(operations.pay, { input: pending.input }, { ...options, hasKey: true })
      if (pay.__typename !== 'PaymentStarted') throw refused(pay)
      await this.#store(key, { ...pending, id: pay.payment.id })
      return pay
    } catch (cause) {
      if (isNo(cause)) await this.host.storage.delete(`${PREFIX}${key}`)
      throw cause
    }
  }

  async #judge(key: string, pending: Pending, payment: Payment, options: CallOptions): Promise<PaymentOutcome> {
    switch (payment.state) {
      case 'SUCCESS': {
        const [first, ...more] = await this.receipts(payment.id, options)
        if (first === undefined) return this.#unknown(key, pending, payment)
        await this.host.storage.delete(`${PREFIX}${key}`)
        return { kind: 'succeeded', key, payment, receipts: [first, ...more] }
      }
      case 'FAILED':
      case 'CANCELLED':
        // `doNotPayAgain` says that money may still have moved: then nobody may call it failed.
        if (payment.doNotPayAgain) return this.#unknown(key, pending, payment)
        await this.host.storage.delete(`${PREFIX}${key}`)
        return { kind: payment.state === 'FAILED' ? 'failed' : 'cancelled', key, payment }
      default:
        return this.#unknown(key, pending, payment)
    }
  }

  #unknown(key: string, pending: Pending, payment?: Payment, error?: unknown): PaymentOutcome {
    const age = this.host.now() - pending.startedAt
    const wait = POLL_SECONDS.find(seconds => age < seconds * 2_000) ?? POLL_SECONDS.at(-1) as number
    const facts = { ...(payment === undefined ? {} : { payment }), ...(error === undefined ? {} : { error }) }
    return { kind: 'unknown', key, nextCheckAt: this.host.now() + wait * 1000, ...facts }
  }

  async #load(key: string): Promise<Pending | undefined> {
    const text = await this.host.storage.get(`${PREFIX}${key}`)
    return text === undefined ? undefined : JSON.parse(text) as Pending
  }

  async #store(key: string, pending: Pending): Promise<void> {
    try {
      await this.host.storage.set(`${PREFIX}${key}`, JSON.stringify(pending))
    } catch (cause) {
      throw new FingertipError('STORAGE', 'the key of the payment could not be stored', { cause })
    }
  }
}

/** What is paid of a notice as it was seen: all that is owed, or a part. */
function bill({ reference, version, owed }: Pick<PaymentNotice, 'reference' | 'version' | 'owed'>, part: Money | undefined): Pick<types.PayInput, 'notices' | 'expectedTotal'> {
  const amount = part === undefined ? {} : { amount: part }
  return { notices: [{ reference, version, ...amount }], expectedTotal: part ?? { amount: owed.amount, currency: owed.currency } }
}

function pollMs(asked: number): number {
  return (POLL_SECONDS[asked] ?? POLL_SECONDS.at(-1) as number) * 1000
}

/** What the server says no with: under this key nothing was begun. Whatever else went wrong leaves it open, a page of a proxy's too. */
const NO: ReadonlySet<ErrorCode> = new Set(['NOT_FOUND', 'INVALID', 'CONFLICT', 'PAYMENT', 'FORBIDDEN', 'UPGRADE_REQUIRED'])

function isNo(cause: unknown): cause is FingertipError {
  return cause instanceof FingertipError && cause.reason !== undefined && NO.has(cause.code)
}
