import type { Caller } from './caller.js'
import { refused } from './error.js'
import * as operations from './generated/operations.js'
import type * as types from './generated/types.js'
import type { CallOptions } from './graphql.js'

/** What is published: texts, the tariff, and what goods cost to bring in. Nobody has to be signed in. */
export class Content {
  constructor(private readonly caller: Caller) {}

  /** Searches publications and the tariff. */
  async search(text: string, options: CallOptions & Omit<types.SearchQueryVariables, 'text'> = {}): Promise<types.SearchQuery['search']> {
    const { signal, ...rest } = options
    return (await this.caller.content(operations.search, { first: 5, ...rest, text }, { signal })).search
  }

  /** Completes what is being typed. */
  async suggest(prefix: string, options: CallOptions & Omit<types.SuggestQueryVariables, 'prefix'> = {}): Promise<types.SuggestQuery['suggest']> {
    const { signal, ...rest } = options
    return (await this.caller.content(operations.suggest, { ...rest, prefix }, { signal })).suggest
  }

  /** Reads a publication as it stands, or stood on a day; nothing where there was none. */
  async publication(id: string, options: CallOptions & Omit<types.PublicationQueryVariables, 'id'> = {}): Promise<types.PublicationQuery['publication']> {
    const { signal, ...rest } = options
    return (await this.caller.content(operations.publication, { ...rest, id }, { signal })).publication
  }

  /** Reads a code of the tariff. */
  async hsCode(code: string, options: CallOptions & Omit<types.HsCodeQueryVariables, 'code'> = {}): Promise<types.HsCodeQuery['hsCode']> {
    const { signal, ...rest } = options
    return (await this.caller.content(operations.hsCode, { ...rest, code }, { signal })).hsCode
  }

  /** Works out what a consignment would cost, or says what has to be known first. Never binding. */
  async duty(input: types.ConsignmentInput, options: CallOptions & { readonly language?: string } = {}): Promise<types.ComputeDutyQuery['computeDuty']> {
    return (await this.caller.call(operations.computeDuty, { input, language: options.language }, options)).computeDuty
  }

  /** Keeps such an estimate under a code, to be sent on. */
  async saveEstimate(input: types.ConsignmentInput, options: CallOptions = {}): Promise<Extract<types.SaveEstimateMutation['saveEstimate'], { shareUrl: string }>> {
    const { saveEstimate } = await this.caller.call(operations.saveEstimate, { input }, options)
    if ('shareUrl' in saveEstimate) return saveEstimate
    throw refused(saveEstimate)
  }
}
