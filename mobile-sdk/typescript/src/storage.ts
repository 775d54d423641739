import type { Storage } from './host.js'

/** Keeps texts as long as the process lives: for tests, and for what takes no payments. */
export class MemoryStorage implements Storage {
  readonly #texts = new Map<string, string>()

  async get(name: string): Promise<string | undefined> {
    return this.#texts.get(name)
  }

  async set(name: string, text: string): Promise<void> {
    this.#texts.set(name, text)
  }

  async delete(name: string): Promise<void> {
    this.#texts.delete(name)
  }

  async names(prefix: string): Promise<string[]> {
    return [...this.#texts.keys()].filter(name => name.startsWith(prefix))
  }
}

/** Keeps texts in a browser: what `set` has resolved for is written by its transaction (IndexedDB). */
export class BrowserStorage implements Storage {
  #database: Promise<IDBDatabase> | undefined

  constructor(private readonly databaseName = 'fingertip') {}

  get(name: string): Promise<string | undefined> {
    return this.#in('readonly', store => store.get(name) as IDBRequest<string | undefined>)
  }

  async set(name: string, text: string): Promise<void> {
    await this.#in('readwrite', store => store.put(text, name))
  }

  async delete(name: string): Promise<void> {
    await this.#in('readwrite', store => store.delete(name))
  }

  async names(prefix: string): Promise<string[]> {
    const keys = await this.#in('readonly', store => store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))
    return keys.map(String)
  }

  async #in<T>(mode: IDBTransactionMode, deed: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    this.#database ??= open(this.databaseName)
    const transaction = (await this.#database).transaction('texts', mode, { durability: 'strict' })
    const request = deed(transaction.objectStore('texts'))
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = transaction.onerror = () => reject(transaction.error)
    })
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore('texts')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
