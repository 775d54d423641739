// Writes src/generated/: the types of every operation in graphql/operations, as the schema has them, and the operations themselves, each known by
// the SHA-256 of its file. Nothing of it is kept in the repository: it is written anew with each build, so it cannot be out of date.
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import { buildSchema, parse, stripIgnoredCharacters, validate } from 'graphql'

const contract = new URL('../../graphql/', import.meta.url)
const generated = new URL('src/generated/', import.meta.url)

// Scalars as they stand in JSON. Amounts and decimals are texts: no number of JavaScript holds them.
const scalars = Object.fromEntries(
  `AdditionalCode AreaCode AuthorityCode CountryCode Currency Date DateTime Decimal DocumentCode FactId HsCode Language PublicationId QuotaNumber
  UnitCode`.split(/\s+/).map(name => [name, 'string']))

// Names of operations that JavaScript keeps for itself.
const RESERVED = new Set(['delete', 'export', 'import', 'new', 'void'])

const schemaText = await readFile(new URL('schema.graphql', contract), 'utf8')
const schema = buildSchema(schemaText)
const names = (await readdir(new URL('operations/', contract))).filter(name => name.endsWith('.graphql')).sort()
const documents = await Promise.all(names.map(async name => {
  const bytes = await readFile(new URL(`operations/${name}`, contract))
  const document = parse(bytes.toString('utf8'))
  const errors = validate(schema, document)
  if (errors.length > 0) throw new Error(`graphql/operations/${name}: ${errors[0].message}`)
  return { location: name, document, sha256: createHash('sha256').update(bytes).digest('hex'), text: bytes.toString('utf8') }
}))

const types = await codegen({
  schema: parse(schemaText),
  schemaAst: schema,
  documents,
  filename: 'types.ts',
  plugins: [{ typescript: {} }, { typescriptOperations: {} }],
  pluginMap: { typescript, typescriptOperations },
  config: {
    scalars: { ...scalars, JSON: 'unknown', ID: 'string' },
    onlyOperationTypes: true, enumsAsTypes: true, immutableTypes: true, skipTypename: true, defaultScalarType: 'unknown', maybeValue: 'T | null',
    inputMaybeValue: 'T | null | undefined', dedupeFragments: true, avoidOptionals: { field: true },
  },
})

const operations = documents.map(({ document, sha256, text }) => {
  const definition = document.definitions.find(({ kind }) => kind === 'OperationDefinition')
  const kind = definition.operation
  const root = kind[0].toUpperCase() + kind.slice(1)
  const name = definition.name.value
  const doc = `/** The ${kind} \`${name}\`. */`
  const variable = name[0].toLowerCase() + name.slice(1)
  const [before, after] = RESERVED.has(variable) ? [`const ${variable}_`, `export { ${variable}_ as ${variable} }\n`] : [`export const ${variable}`, '']
  return `${doc}\n${before}: Operation<types.${name}${root}, types.${name}${root}Variables> = { kind: '${kind}', name: '${name}', id: 'sha256:${sha256}', text: ${JSON.stringify(stripIgnoredCharacters(text))} }\n${after}`
})

const head = '// Written by generate.mjs. Change graphql/ instead.\n'
await rm(new URL('dist/', import.meta.url), { recursive: true, force: true }) // nothing of an earlier build stays
await mkdir(generated, { recursive: true })
await writeFile(new URL('types.ts', generated), `${head}${types}`)
await writeFile(new URL('operations.ts', generated),
  `${head}import type { Operation } from '../operation.js'\nimport type * as types from './types.js'\n\n${operations.join('\n')}`)
