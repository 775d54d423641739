import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { Script, type Turn } from './scripted.js'

const START = Date.parse('2026-03-01T10:00:00Z')
const tokens = (name: string, minutes = 10): object => ({
  __typename: 'SessionTokens', sessionId: 's', accessToken: `access-${name}`, refreshToken: `refresh-${name}`,
  expiresAt: new Date(START + minutes * 60_000).toISOString(),
})
const signedIn = (name: string, minutes?: number): Turn => ({ data: { signIn: tokens(name, minutes) } })
const refreshed = (name: string): Turn => ({ data: { refreshSession: tokens(name) } })
const again: Turn = { data: { refreshSession: { __typename: 'SignInAgain', code: 'SESSION_OVER', message: 'Sign in again.' } } }
const NOTICE: Turn = { data: { paymentNotice: { reference: '1' } } }
const notice = (client: ReturnType<Script['client']>) => client.payments.notice('1')

test('a sign-in shows a proof of the device, made for this request and code', async () => {
  const script = new Script([signedIn('1')])
  const client = script.client()
  await client.session.signIn('+999 555 0100', '123456')
  const proof = script.sent[0]?.request.headers.dpop as string
  const [header, claims, signature] = proof.split('.') as [string, string, string]
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const key = createPublicKey({ key: read(header).jwk, format: 'jwk' })
  assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')))
  assert.deepEqual([read(header).typ, read(claims).htm, read(claims).htu, read(claims).iat],
    ['dpop+jwt', 'POST', 'http://127.0.0.1:8080/graphql', START / 1000])
  assert.equal(await client.session.state(), 'signed-in')
})

test('two requests that find the token ended refresh once, and tokens are stored before they are used', async () => {
  const script = new Script([signedIn('1', 0), refreshed('2'), NOTICE, NOTICE])
  const client = script.client()
  await client.session.signIn('+999', '123456')
  await Promise.all([notice(client), notice(client)])
  assert.deepEqual(script.asked, ['signIn', 'refreshSession', 'paymentNotice', 'paymentNotice'])
  assert.deepEqual(script.sent.slice(2).map(({ request }) => request.headers.authorization), ['Bearer access-2', 'Bearer access-2'])
  assert.match(await script.storage.get('session') as string, /refresh-2/)
})

test('a token that is refused is renewed, and the request sent once more', async () => {
  const script = new Script([signedIn('1'), { error: 'UNAUTHENTICATED', status: 401 }, refreshed('2'), NOTICE])
  const client = script.client()
  await client.session.signIn('+999', '123456')
  await notice(client)
  assert.equal(script.sent.at(-1)?.request.headers.authorization, 'Bearer access-2')
})

test('a lost answer of a refresh signs nobody out: the same token is shown again', async () => {
  const script = new Script([signedIn('1', 0), 'broken line', 'broken line', 'broken line', refreshed('2'), NOTICE])
  const client = script.client()
  await client.session.signIn('+999', '123456')
  await assert.rejects(notice(client), { code: 'OFFLINE' })
  assert.equal(await client.session.state(), 'signed-in')
  await notice(client)
  const shown = script.sent.filter(({ operation }) => operation === 'refreshSession').map(({ variables }) => variables.input.refreshToken)
  assert.deepEqual(new Set(shown), new Set(['refresh-1']))
  assert.equal(new Set(script.sent.map(({ request }) => request.headers.dpop).filter(Boolean)).size, shown.length + 1, 'no proof is shown twice')
})

test('only the server says that somebody has to sign in again', async () => {
  const script = new Script([signedIn('1', 0), again])
  const client = script.client()
  await client.session.signIn('+999', '123456')
  await assert.rejects(notice(client), { code: 'UNAUTHENTICATED', reason: 'SESSION_OVER' })
  assert.equal(await client.session.state(), 'signed-out')
})

test('tokens that another page renewed meanwhile are taken, and nobody is signed out', async () => {
  const script = new Script([signedIn('1', 0), again, NOTICE])
  const client = script.client({
    transport: async request => {
      if (request.body?.includes('refresh-1')) await script.storage.set('session', JSON.stringify(tokens('9')))
      return script.transport(request)
    },
  })
  await client.session.signIn('+999', '123456')
  await notice(client)
  assert.equal(script.sent.at(-1)?.request.headers.authorization, 'Bearer access-9')
})

test('a sign-out during a refresh wins', async () => {
  const script = new Script([signedIn('1', 0), refreshed('2'), { data: { endSession: {} } }, NOTICE])
  const client = script.client({
    transport: async request => {
      if (request.body?.includes('refresh-1')) void client.session.signOut()
      await new Promise(resolve => setTimeout(resolve, 5))
      return script.transport(request)
    },
  })
  await client.session.signIn('+999', '123456')
  await notice(client)
  assert.equal(await client.session.state(), 'signed-out')
  assert.equal(script.sent.at(-1)?.request.headers.authorization, undefined)
})

test('a device whose clock is wrong goes by the clock of the server', async () => {
  const stale: Turn = { data: { signIn: { __typename: 'ProofRefused', code: 'PROOF_STALE', message: '', clockAheadSeconds: 3600 } } }
  const script = new Script([stale, signedIn('1')])
  await script.client().session.signIn('+999', '123456')
  const times = script.sent.map(({ request }) => JSON.parse(Buffer.from((request.headers.dpop as string).split('.')[1] as string, 'base64url').toString()).iat)
  assert.deepEqual(times, [START / 1000, START / 1000 - 3600])
})
