import { codeOf, FingertipError } from './error.js'
import type { HttpResponse, WholeHost } from './host.js'
import type { Operation } from './operation.js'

/** How often something is tried in all, and how long is waited between: a random part of a span that doubles (full jitter). */
export const TRIES = 3
const WAIT_MS = 400
const WAIT_MS_MAX = 8_000
/** Addresses longer than this go wrong in some proxies: then a query is sent by POST. */
const URL_CHARACTERS_MAX = 2_000

export interface CallOptions {
  /** Ends the call early, with `CANCELLED`. */
  readonly signal?: AbortSignal | undefined
}

export interface SendOptions extends CallOptions {
  /** Whether the same may be sent again when no answer came: queries, and what carries a key by which it is done once. */
  readonly isRepeatable: boolean
  /** Whether it is public content that may be kept: sent by GET, so that browsers keep it and ask whether it changed. */
  readonly isPublic?: boolean
  /** Headers beside the usual ones, made anew for each try: no proof is shown twice. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>
}

/** Sends operations and reads answers: no session, no rules of the trade. */
export class Sender {
  constructor(
    readonly endpoint: string,
    private readonly language: string | undefined,
    private readonly timeoutMs: number,
    private readonly host: WholeHost,
  ) {}

  async send<Result, Variables>(operation: Operation<Result, Variables>, variables: Variables, options: SendOptions): Promise<Result> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.#once(operation, variables, options)
      } catch (cause) {
        const error = cause as FingertipError
        const mayRepeat = options.isRepeatable && error.isRetryable && tried < TRIES
        const wait = Math.max(this.#jitter(tried), error.retryAfterMs ?? 0)
        // Who asks for a longer wait than ours is told to the app, which can show it.
        if (!mayRepeat || wait > WAIT_MS_MAX) throw error
        await this.host.sleep(wait, options.signal)
        if (options.signal?.aborted) throw new FingertipError('CANCELLED', 'the app gave it up')
      }
    }
  }

  #jitter(tried: number): number {
    return this.host.random() * Math.min(WAIT_MS_MAX, WAIT_MS * 2 ** tried)
  }

  async #once<Result, Variables>(operation: Operation<Result, Variables>, variables: Variables, options: SendOptions): Promise<Result> {
    if (options.signal?.aborted) throw new FingertipError('CANCELLED', 'the app gave it up')
    let answer = await this.#exchange(operation, variables, options, false)
    let { data, errors } = read(answer)
    if (errors[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND') {
      // Nothing was run. A server that is older than this app knows the operation by its text alone.
      answer = await this.#exchange(operation, variables, options, true);
      ({ data, errors } = read(answer))
    }
    const [error] = errors
    if (error !== undefined) throw refusal(error, answer)
    if (answer.status !== 200 || data == null) throw new FingertipError('SERVER', `status ${answer.status} without an answer`)
    return data as Result
  }

  async #exchange<V>(
    { id, kind, text }: Operation<unknown, V>, variables: V, { signal, isPublic, headers }: SendOptions, byText: boolean,
  ): Promise<HttpResponse> {
    const given = { accept: 'application/graphql-response+json', ...(this.language === undefined ? {} : { 'accept-language': this.language }) }
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), this.timeoutMs)
    const either = signal == null ? timeout.signal : AbortSignal.any([signal, timeout.signal])
    const query = new URLSearchParams({ documentId: id, variables: JSON.stringify(variables) })
    const byGet = isPublic === true && !byText && kind === 'query' && query.toString().length < URL_CHARACTERS_MAX
    try {
      const more = await headers?.()
      return await this.host.transport(byGet
        ? { method: 'GET', url: `${this.endpoint}?${query}`, headers: { ...given, ...more }, signal: either }
        : {
            method: 'POST', url: this.endpoint, headers: { ...given, ...more, 'content-type': 'application/json' },
            body: JSON.stringify(byText ? { query: text, variables } : { documentId: id, variables }), signal: either,
          })
    } catch (cause) {
      if (cause instanceof FingertipError) throw cause
      if (signal?.aborted) throw new FingertipError('CANCELLED', 'the app gave it up', { cause })
      if (timeout.signal.aborted) throw new FingertipError('TIMEOUT', `no answer within ${this.timeoutMs} ms`, { cause })
      throw new FingertipError('OFFLINE', 'no whole answer came', { cause })
    } finally {
      clearTimeout(timer)
    }
  }
}

interface GraphQlError {
  readonly message: string
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Reads what should be a GraphQL response; what is none (a page of a proxy, half an answer) is a fault of the way. */
function read(answer: HttpResponse): { readonly data: unknown; readonly errors: readonly GraphQlError[] } {
  try {
    const body: unknown = JSON.parse(answer.body)
    if (typeof body === 'object' && body !== null && ('data' in body || 'errors' in body)) {
      const { data, errors } = body as { data?: unknown; errors?: readonly GraphQlError[] }
      return { data, errors: errors ?? [] }
    }
  } catch {
    // Told below, with the status.
  }
  throw fault(answer)
}

/** What an answer without a GraphQL response means, by its status alone. */
function fault(answer: HttpResponse): FingertipError {
  const wait = retryAfter(answer)
  switch (answer.status) {
    case 401: return new FingertipError('UNAUTHENTICATED', 'somebody on the way wants a sign-in')
    case 403: return new FingertipError('FORBIDDEN', 'somebody on the way refuses it')
    case 408: case 425: case 504: return new FingertipError('TIMEOUT', `status ${answer.status}`, wait)
    case 429: return new FingertipError('RATE_LIMITED', 'asked too often', wait)
    default: return answer.status >= 400 && answer.status < 500
      ? new FingertipError('INVALID', `status ${answer.status}`)
      : new FingertipError('SERVER', `status ${answer.status} without a GraphQL response`, wait)
  }
}

function refusal({ message, extensions = {} }: GraphQlError, answer: HttpResponse): FingertipError {
  const { code, ...rest } = extensions
  const reason = typeof code === 'string' ? code : 'INTERNAL'
  const facts = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
  return new FingertipError(codeOf(reason), message, { reason, facts, ...retryAfter(answer) })
}

function retryAfter(answer: HttpResponse): { retryAfterMs?: number } {
  const seconds = Number(answer.header('retry-after') ?? NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}
}
