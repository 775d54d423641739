import type { DeviceKey } from './host.js'

/** Makes a proof that this request, with this token, comes from the device (RFC 9449). `token` may be a code or a number: what is shown for it. */
export async function proof(device: DeviceKey, method: string, address: string, token: string, nowSeconds: number): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  const header = { typ: 'dpop+jwt', alg: device.algorithm, jwk: await device.jwk() }
  const claims = { htm: method, htu: address, iat: Math.floor(nowSeconds), jti: crypto.randomUUID(), ath: base64url(new Uint8Array(digest)) }
  const message = [header, claims].map(part => base64url(new TextEncoder().encode(JSON.stringify(part)))).join('.')
  return `${message}.${base64url(await device.sign(new TextEncoder().encode(message)))}`
}

/** Makes a key that cannot be taken out of the process, and is gone with it. */
export function memoryKey(): DeviceKey {
  let made: Promise<CryptoKeyPair> | undefined
  return webCryptoKey(() => made ??= generate())
}

/** A key in the browser's own database: nobody can take it out, and it is there when the page comes back. */
export function browserKey(databaseName = 'fingertip-key'): DeviceKey {
  let found: Promise<CryptoKeyPair> | undefined
  return webCryptoKey(() => found ??= inDatabase(databaseName))
}

function webCryptoKey(pair: () => Promise<CryptoKeyPair>): DeviceKey {
  return {
    algorithm: 'ES256',
    async jwk() {
      const { x, y } = await crypto.subtle.exportKey('jwk', (await pair()).publicKey)
      return { kty: 'EC', crv: 'P-256', x: x as string, y: y as string }
    },
    async sign(message) {
      const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
      return new Uint8Array(await crypto.subtle.sign(algorithm, (await pair()).privateKey, new Uint8Array(message)))
    },
  }
}

function generate(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
}

async function inDatabase(name: string): Promise<CryptoKeyPair> {
  const fresh = await generate()
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore('keys')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return new Promise((resolve, reject) => {
    // One transaction: two pages that begin at once keep the same key.
    const transaction = database.transaction('keys', 'readwrite', { durability: 'strict' })
    const store = transaction.objectStore('keys')
    const kept = store.get('device') as IDBRequest<CryptoKeyPair | undefined>
    kept.onsuccess = () => { if (kept.result === undefined) store.put(fresh, 'device') }
    transaction.oncomplete = () => { database.close(); resolve(kept.result ?? fresh) }
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
  })
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
