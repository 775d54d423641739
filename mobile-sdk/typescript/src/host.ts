/** What the library needs of the machine it runs on. Everything has a default but the storage: what is kept there decides whether money is paid twice. */
export interface Host {
  readonly storage: Storage
  /** Sends one request; by default `fetch`. */
  readonly transport?: Transport
  /** The key of this device, which sessions are bound to; by default one that lives as long as the page. */
  readonly device?: DeviceKey
  /** Runs `work` while nobody else who shares the storage does; by default `navigator.locks`, where there is one. */
  readonly lock?: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** A number from 0 up to 1. */
  readonly random?: () => number
  /** Waits, or ends early with the signal. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** Keeps texts by name, so that they are there after the app was killed. `set` must not resolve before the text would survive that. */
export interface Storage {
  get(name: string): Promise<string | undefined>
  set(name: string, text: string): Promise<void>
  delete(name: string): Promise<void>
  /** The names that begin so. */
  names(prefix: string): Promise<string[]>
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  /** The value of a header, named in lower case. */
  readonly header: (name: string) => string | null
  readonly body: string
}

/** Sends one request, once, and rejects when no whole answer came. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>

/** A private key that never leaves the device, P-256 or Ed25519 (RFC 9449). */
export interface DeviceKey {
  readonly algorithm: 'ES256' | 'EdDSA'
  /** The public key (RFC 7517), without anything private. */
  jwk(): Promise<Readonly<Record<string, string>>>
  /** Signs; of P-256 the 64 bytes r and s. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** A host with everything in its place. */
export type WholeHost = Required<Host>

export function wholeHost(host: Host, defaults: { transport: Transport; device: DeviceKey }): WholeHost {
  return {
    transport: defaults.transport, device: defaults.device, lock: locked, now: Date.now, random: Math.random, sleep, ...host,
  }
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    if (signal?.aborted) done()
    else signal?.addEventListener('abort', done)
  })
}

async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks
  return locks === undefined ? work() : locks.request(`fingertip ${name}`, work) as Promise<T>
}
