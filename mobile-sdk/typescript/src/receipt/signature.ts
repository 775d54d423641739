import type { Envelope } from './envelope.js'

/** Whether a key of Ed25519 signed what is in the envelope. Needs a platform whose Web Crypto knows Ed25519 (2025 browsers; Node 20). */
export async function isSigned(publicKey: Uint8Array<ArrayBuffer>, { message, signature }: Envelope): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message))
}

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
}
