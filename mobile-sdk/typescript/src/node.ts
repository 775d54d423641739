import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from './host.js'

/** Keeps texts in a folder, one file each: when `set` resolves, the text is on the disk, and a crash leaves the old one or the new one, whole. */
export class FileStorage implements Storage {
  constructor(private readonly folder: string) {}

  async get(name: string): Promise<string | undefined> {
    return (await this.#read(this.#path(name)))?.text
  }

  async set(name: string, text: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const path = this.#path(name)
    const file = await open(`${path}.new`, 'w', 0o600)
    try {
      await file.writeFile(JSON.stringify({ name, text }))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
    const folder = await open(this.folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }

  async delete(name: string): Promise<void> {
    await rm(this.#path(name), { force: true })
  }

  async names(prefix: string): Promise<string[]> {
    const files = await readdir(this.folder).catch(orElse([]))
    const kept = await Promise.all(files.filter(file => file.endsWith('.json')).map(file => this.#read(join(this.folder, file))))
    return kept.flatMap(file => file !== undefined && file.name.startsWith(prefix) ? [file.name] : [])
  }

  async #read(path: string): Promise<{ name: string; text: string } | undefined> {
    const text = await readFile(path, 'utf8').catch(orElse(undefined))
    return text === undefined ? undefined : JSON.parse(text) as { name: string; text: string }
  }

  #path(name: string): string {
    return join(this.folder, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`)
  }
}

/** What there is instead of what does not exist. */
function orElse<T>(other: T): (cause: NodeJS.ErrnoException) => T {
  return cause => {
    if (cause.code === 'ENOENT') return other
    throw cause
  }
}
