import type { Caller } from './caller.js'
import { FingertipError, refused } from './error.js'
import * as operations from './generated/operations.js'
import type * as types from './generated/types.js'
import type { CallOptions } from './graphql.js'
import type { WholeHost } from './host.js'

export type Answer = Extract<types.AskMutation['ask'], { status: string }>
export type OpenedEnquiry = Extract<types.OpenEnquiryMutation['openEnquiry'], { __typename: 'EnquiryOpened' }>
export type Enquiry = NonNullable<types.EnquiryQuery['enquiry']>

/** Questions: to the assistant, which answers at once out of what is published, and to people, who reply. */
export class Enquiries {
  constructor(private readonly caller: Caller, private readonly host: WholeHost) {}

  /** Asks the assistant. What it cannot answer is no error: see `status`. */
  async ask(text: string, options: CallOptions & Omit<types.AskInput, 'text' | 'keep'> & { readonly keep?: boolean } = {}): Promise<Answer> {
    const { signal, keep = true, ...rest } = options
    const { ask } = await this.caller.call(operations.ask, { input: { ...rest, keep, text } }, { signal })
    if ('status' in ask) return ask
    throw refused(ask)
  }

  /**
   * Opens an enquiry, once: its key is stored before it is sent, and the same question sent again after a lost answer is the same enquiry.
   * Keep the PIN; whoever has reference and PIN reads the reply.
   */
  async open(input: Omit<types.OpenEnquiryInput, 'key' | 'channel' | 'kind' | 'preferHuman' | 'urgency'> & Partial<types.OpenEnquiryInput>, options: CallOptions = {}): Promise<OpenedEnquiry> {
    const name = `enquiry/${await digest(JSON.stringify(input))}`
    const key = input.key ?? await this.host.storage.get(name) ?? crypto.randomUUID()
    await this.host.storage.set(name, key)
    const whole = { channel: 'APP' as const, kind: 'ENQUIRY' as const, preferHuman: false, urgency: 'NORMAL' as const, ...input, key }
    const { openEnquiry } = await this.caller.call(operations.openEnquiry, { input: whole }, { ...options, hasKey: true })
    // Whatever was said, it was said of this key: the next time is another enquiry.
    await this.host.storage.delete(name)
    if (openEnquiry.__typename === 'EnquiryOpened') return openEnquiry
    throw refused(openEnquiry)
  }

  /** Reads an enquiry with its replies: one's own, or with its PIN. */
  async read(reference: string, options: CallOptions & { readonly pin?: string } = {}): Promise<Enquiry> {
    const { enquiry } = await this.caller.call(operations.enquiry, { reference, pin: options.pin }, options)
    if (enquiry == null) throw new FingertipError('NOT_FOUND', `no enquiry ${reference}`)
    return enquiry
  }

  /** Adds to an enquiry, once: its key is stored before it is sent, and the same words sent again after a lost answer are there once. */
  async followUp(reference: string, text: string, options: CallOptions & { readonly pin?: string } = {}): Promise<void> {
    const access = { reference, ...(options.pin === undefined ? {} : { pin: options.pin }) }
    const name = `follow-up/${await digest(JSON.stringify([reference, text]))}`
    const key = await this.host.storage.get(name) ?? crypto.randomUUID()
    await this.host.storage.set(name, key)
    const { addToEnquiry } = await this.caller.call(operations.addToEnquiry, { input: { access, text, key } }, { ...options, hasKey: true })
    // Whatever was said, it was said of this key: the same words again are said again.
    await this.host.storage.delete(name)
    if (addToEnquiry.__typename !== 'EnquiryChanged') throw refused(addToEnquiry)
  }
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes.subarray(0, 16), byte => byte.toString(16).padStart(2, '0')).join('')
}
