import { FingertipError } from './error.js'
import type { CallOptions, Sender } from './graphql.js'
import type { Operation } from './operation.js'
import type { Session } from './session.js'

/** Sends operations for whoever is signed in, or for nobody. */
export class Caller {
  constructor(private readonly sender: Sender, private readonly session: Session) {}

  /** Asks for public content: without any token, so that it can be kept by browsers and those between. */
  content<Result, V>(operation: Operation<Result, V>, variables: V, options: CallOptions = {}): Promise<Result> {
    return this.sender.send(operation, variables, { ...options, isRepeatable: true, isPublic: true })
  }

  /** Sends for whoever is signed in. Queries are repeated when no answer came; mutations only where a key makes them be done once. */
  async call<Result, V>(
    operation: Operation<Result, V>, variables: V, options: CallOptions & { readonly hasKey?: boolean } = {},
  ): Promise<Result> {
    const send = (headers: Readonly<Record<string, string>>) => this.sender.send(operation, variables, {
      signal: options.signal, isRepeatable: operation.kind === 'query' || options.hasKey === true, headers: async () => headers,
    })
    const headers = await this.session.headers()
    try {
      return await send(headers)
    } catch (cause) {
      const wasRefused = cause instanceof FingertipError && cause.code === 'UNAUTHENTICATED' && 'authorization' in headers
      // Refused before anything was done. The token may have ended on the way: once more with a new one.
      if (!wasRefused || await this.session.refresh() === undefined) throw cause
      const renewed = await this.session.headers()
      if (renewed.authorization === headers.authorization) throw cause
      return send(renewed)
    }
  }
}
