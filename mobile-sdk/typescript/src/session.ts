import { FingertipError, refused } from './error.js'
import type { Refusal } from './error.js'
import * as operations from './generated/operations.js'
import type { CodePurpose, MoneyInput } from './generated/types.js'
import type { CallOptions, Sender } from './graphql.js'
import type { WholeHost } from './host.js'
import type { Operation } from './operation.js'
import { proof } from './proof.js'

/** What a session is kept as, in the storage. */
interface Tokens {
  readonly sessionId: string
  readonly accessToken: string
  readonly expiresAt: string
  readonly refreshToken: string
}

const NAME = 'session'
/** An access token that ends so soon is renewed before it is used. */
const MARGIN_MS = 30_000

/**
 * Who is signed in. Nobody is ever signed out by a lost answer, a fault of the server or two pages that refresh at once: only by the server's
 * `SignInAgain`, asked for the newest token that is stored.
 */
export class Session {
  #refreshing: Promise<Tokens | undefined> | undefined
  /** Grows with each sign-in and sign-out: a refresh that began before does not bring the old session back. */
  #generation = 0
  /** By how much the clock of the device is ahead of the server's, as the server said. */
  #aheadMs = 0

  constructor(private readonly sender: Sender, private readonly host: WholeHost) {}

  /** Whether somebody is signed in on this device, as far as it knows. */
  async state(): Promise<'signed-in' | 'signed-out'> {
    return await this.#load() === undefined ? 'signed-out' : 'signed-in'
  }

  /** Has a code sent to a number: to sign in, or with `PAY` to confirm a payment of `amount`. `againAt` says when another may be asked for. */
  async requestCode(
    phone: string, options: CallOptions & { readonly purpose?: CodePurpose; readonly amount?: MoneyInput } = {},
  ): Promise<{ expiresAt: string; againAt: string }> {
    const input = { phone, purpose: options.purpose ?? 'SIGN_IN', ...(options.amount === undefined ? {} : { amount: options.amount }) }
    const { requestCode: answer } = await this.#proven(operations.requestCode, { input }, phone, options, false)
    return answer.__typename === 'CodeRequested' ? answer : refuse(answer)
  }

  /** Signs in with the code that the phone got. */
  async signIn(phone: string, code: string, deviceName?: string, options: CallOptions = {}): Promise<void> {
    const input = { phone, code, deviceName: deviceName ?? null }
    const { signIn: answer } = await this.#proven(operations.signIn, { input }, code, options, false)
    if (answer.__typename !== 'SessionTokens') refuse(answer)
    this.#generation++
    await this.#save(answer)
  }

  /** Signs out: here at once, at the server if it can be reached. */
  async signOut(options: CallOptions = {}): Promise<void> {
    this.#generation++
    const tokens = await this.#load()
    await this.host.storage.delete(NAME)
    if (tokens === undefined) return
    const headers = async () => bearer(tokens)
    try {
      await this.sender.send(operations.endSession, { input: {} }, { ...options, isRepeatable: true, headers })
    } catch (cause) {
      // What matters to the person is done: the tokens are gone. The session ends by itself within its time.
      if (!(cause instanceof FingertipError)) throw cause
    }
  }

  /** The headers of a request of whoever is signed in; none where nobody is. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    const tokens = await this.#load()
    if (tokens === undefined) return {}
    const isGood = Date.parse(tokens.expiresAt) - MARGIN_MS > this.host.now() - this.#aheadMs
    const fresh = isGood ? tokens : await this.refresh(tokens)
    return fresh === undefined ? {} : bearer(fresh)
  }

  /** Renews the tokens after `stale` was refused, once for all who wait. */
  async refresh(stale: Pick<Tokens, 'refreshToken'> | undefined = undefined): Promise<Tokens | undefined> {
    this.#refreshing ??= this.host.lock('session', () => this.#refresh(stale)).finally(() => { this.#refreshing = undefined })
    return this.#refreshing
  }

  async #refresh(stale: Pick<Tokens, 'refreshToken'> | undefined): Promise<Tokens | undefined> {
    const generation = this.#generation
    const stored = await this.#load()
    // Another page refreshed while this one waited for the lock, or somebody signed out.
    if (stored === undefined || (stale !== undefined && stored.refreshToken !== stale.refreshToken)) return stored
    const input = { refreshToken: stored.refreshToken }
    const { refreshSession: answer } = await this.#proven(operations.refreshSession, { input }, stored.refreshToken, {}, true)
    if (generation !== this.#generation) return this.#load()
    if (answer.__typename === 'SessionTokens') return this.#save(answer)
    if (answer.__typename === 'ProofRefused') refuse(answer)
    const newest = await this.#load()
    if (newest !== undefined && newest.refreshToken !== stored.refreshToken) return newest
    await this.host.storage.delete(NAME)
    throw new FingertipError('UNAUTHENTICATED', answer.message, { reason: answer.code })
  }

  /** Sends with a proof of the device's key, made for `token`; where its clock is wrong, once more by the server's. */
  async #proven<Result extends object, V>(
    operation: Operation<Result, V>, variables: V, token: string, options: CallOptions, isRepeatable: boolean,
  ): Promise<Result> {
    const headers = async () => ({
      dpop: await proof(this.host.device, 'POST', this.sender.endpoint, token, (this.host.now() - this.#aheadMs) / 1000),
    })
    const answer = await this.sender.send(operation, variables, { ...options, isRepeatable, headers })
    const [payload] = Object.values(answer) as [{ code?: string; clockAheadSeconds?: number | null }]
    if (payload.code !== 'PROOF_STALE' || payload.clockAheadSeconds == null) return answer
    this.#aheadMs += payload.clockAheadSeconds * 1000
    return this.sender.send(operation, variables, { ...options, isRepeatable, headers })
  }

  async #load(): Promise<Tokens | undefined> {
    const text = await this.host.storage.get(NAME)
    return text === undefined ? undefined : JSON.parse(text) as Tokens
  }

  /** Stores tokens before anybody uses them: a session whose tokens are lost is over. */
  async #save({ sessionId, accessToken, expiresAt, refreshToken }: Tokens): Promise<Tokens> {
    const tokens = { sessionId, accessToken, expiresAt, refreshToken }
    await this.host.storage.set(NAME, JSON.stringify(tokens))
    return tokens
  }
}

function bearer({ accessToken }: Tokens): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${accessToken}` }
}

function refuse(refusal: Refusal): never {
  throw refused(refusal)
}
