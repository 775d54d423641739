/** An operation of `graphql/operations`, which the server knows by the SHA-256 of its file. */
export interface Operation<Result, Variables> {
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly name: string
  /** `sha256:` and 64 hexadecimal digits: what is sent instead of its text. */
  readonly id: string
  /** Its text, for servers that do not know it yet. */
  readonly text: string
  /** Never there: it carries the types. */
  readonly types?: (variables: Variables) => Result
}
