import { Fingertip } from '../src/client.js'
import type { Host, HttpRequest, Transport } from '../src/host.js'
import * as operations from '../src/generated/operations.js'
import { MemoryStorage } from '../src/storage.js'

/** What the other side does with one request: answers with data, with an error, with a status, or lets the line break. */
export type Turn =
  | { readonly data: unknown }
  | { readonly error: string; readonly status?: number; readonly retryAfter?: string }
  | { readonly status: number; readonly body: string }
  | 'broken line'

export interface Sent {
  readonly operation: string
  readonly variables: Record<string, any>
  readonly request: HttpRequest
}

const NAMES = new Map(Object.entries(operations).flatMap(([name, { id, text }]) => [[id, name], [text, name]]))

/** A server that follows a script, one turn for each request, and notes what it was asked. */
export class Script {
  readonly sent: Sent[] = []
  readonly waits: number[] = []
  now = Date.parse('2026-03-01T10:00:00Z')

  constructor(readonly turns: Turn[], readonly storage = new MemoryStorage()) {}

  get asked(): string[] {
    return this.sent.map(({ operation }) => operation)
  }

  readonly transport: Transport = async request => {
    const body = request.body === undefined ? Object.fromEntries(new URL(request.url).searchParams) : JSON.parse(request.body)
    const variables = typeof body.variables === 'string' ? JSON.parse(body.variables) : body.variables
    this.sent.push({ operation: NAMES.get(body.documentId ?? body.query) ?? body.documentId, variables, request })
    const turn = this.turns.shift()
    if (turn === undefined) throw new Error(`nothing was planned for ${this.sent.at(-1)?.operation}`)
    if (turn === 'broken line') throw new TypeError('fetch failed')
    if ('data' in turn) return { status: 200, header: () => null, body: JSON.stringify({ data: turn.data }) }
    if ('body' in turn) return { status: turn.status, header: () => null, body: turn.body }
    const { error, status = 200, retryAfter = null } = turn
    return { status, header: () => retryAfter, body: JSON.stringify({ errors: [{ message: 'no', extensions: { code: error } }] }) }
  }

  client(host: Partial<Host> = {}): Fingertip {
    return new Fingertip({ url: 'http://127.0.0.1:8080', issuer: 'ZZ' }, {
      storage: this.storage, transport: this.transport, now: () => this.now, random: () => 1,
      sleep: async ms => { this.waits.push(ms); this.now += ms }, ...host,
    })
  }
}

export const NOTICE = { reference: '260018421743', version: 1, owed: { amount: '20.00', currency: 'XTS' } }

export function payment(state: string, facts: object = {}): object {
  return { id: 'p1', state, text: '', doNotPayAgain: state === 'SUBMITTED', amount: NOTICE.owed, version: 1, ...facts }
}

export function started(state = 'STARTED', facts: object = {}): Turn {
  return { data: { pay: { __typename: 'PaymentStarted', isReplay: false, payment: payment(state, facts) } } }
}
