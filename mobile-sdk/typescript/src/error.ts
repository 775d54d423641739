/** What an app can do about it decides the code. The codes are stable, and the same in every language of the SDK. */
export type ErrorCode =
  | 'OFFLINE' | 'TIMEOUT' | 'RATE_LIMITED' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'INVALID' | 'CONFLICT' | 'PAYMENT'
  | 'PAYMENT_STATE_UNKNOWN' | 'INTEGRITY' | 'STORAGE' | 'UPGRADE_REQUIRED' | 'SERVER' | 'HOST_CALLBACK' | 'CANCELLED' | 'INTERNAL'

/** Codes after which the same may be asked again, without a person changing anything. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['OFFLINE', 'TIMEOUT', 'RATE_LIMITED', 'SERVER'])

export interface ErrorFacts {
  /** The server's own code (`docs/errors.md`), where it was the server that said no. */
  readonly reason?: string
  /** What the message names, by name: `until`, `limit`, `current`, `payment` … */
  readonly facts?: Readonly<Record<string, string>>
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** The one error of this library. `message` is for logs; for people, `detail` is in their language where the server wrote it. */
export class FingertipError extends Error {
  override readonly name = 'FingertipError'
  /** The server's own code, where it was the server that said no. */
  readonly reason: string | undefined
  readonly facts: Readonly<Record<string, string>>
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | undefined

  constructor(readonly code: ErrorCode, readonly detail: string, { reason, facts = {}, retryAfterMs, cause }: ErrorFacts = {}) {
    super(reason === undefined ? `${code}: ${detail}` : `${code} (${reason}): ${detail}`, { cause })
    this.reason = reason
    this.facts = facts
    this.retryAfterMs = retryAfterMs
  }

  /** Whether asking again later can help, without anybody changing anything. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.code)
  }
}

/** Refusals that say: what you saw is no longer so. */
const CONFLICTS: ReadonlySet<string> = new Set([
  'NOTICE_EXPIRED', 'NOTICE_CHANGED', 'PAYMENT_TOTAL_DIFFERS', 'IDEMPOTENCY_MISMATCH', 'VERSION_CONFLICT', 'ENQUIRY_VERSION_CONFLICT',
  'ENQUIRY_KEY_REUSED', 'CHANGED_SINCE_SEEN',
])
const CODES: Readonly<Record<string, ErrorCode>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED', FORBIDDEN: 'FORBIDDEN', RATE_LIMITED: 'RATE_LIMITED', TIMEOUT: 'TIMEOUT', NOT_FOUND: 'NOT_FOUND',
  UNAVAILABLE: 'SERVER', INTERNAL: 'SERVER', STORAGE_FULL: 'SERVER', STORAGE_READ_ONLY: 'SERVER', BODY_TOO_SLOW: 'TIMEOUT',
  // The server is older than this app, or the operation was withdrawn.
  PERSISTED_QUERY_NOT_FOUND: 'UPGRADE_REQUIRED', GRAPHQL_VALIDATION_FAILED: 'UPGRADE_REQUIRED',
}

/** Finds the code of what the server refused under `reason`. */
export function codeOf(reason: string): ErrorCode {
  const code = CODES[reason]
  if (code !== undefined) return code
  if (CONFLICTS.has(reason)) return 'CONFLICT'
  if (reason.endsWith('_UNKNOWN')) return 'NOT_FOUND'
  return reason.startsWith('PAYMENT_') || reason.startsWith('NOTICE_') ? 'PAYMENT' : 'INVALID'
}

/** A payload that says no: every one has a code and a sentence in the person's language. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly facts?: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly seconds?: number | null
}

/** Makes the error of a payload that says no. */
export function refused(refusal: Refusal): FingertipError {
  const facts = Object.fromEntries((refusal.facts ?? []).map(({ name, value }) => [name, value]))
  const retryAfterMs = typeof refusal.seconds === 'number' ? { retryAfterMs: refusal.seconds * 1000 } : {}
  return new FingertipError(codeOf(refusal.code), refusal.message, { reason: refusal.code, facts, ...retryAfterMs })
}
