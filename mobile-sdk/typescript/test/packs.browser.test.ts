// The module for browsers in a browser: Debian's Chromium without a window, where there is one.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const { FINGERTIP_TEST_WASM: wasm = '', FINGERTIP_TEST_PLAYED: folder = '', FINGERTIP_TEST_CHROMIUM: chromium = '/usr/bin/chromium' } = process.env
const missing = wasm === '' ? 'no module: mobile-sdk/wasm/test.sh builds it' : existsSync(chromium) ? false : `no ${chromium}`
const dist = new URL('../src/', import.meta.url)

/** What the page does: it loads the reader as an app would, and asks what was asked natively. */
const SCRIPT = `
import { PackReader } from '/src/packs.js'
const bytes = async name => new Uint8Array(await (await fetch('/played/' + name)).arrayBuffer())
const done = async () => {
  const { issuer, roots, now } = await (await fetch('/played/trust.json')).json()
  const reader = await PackReader.load(fetch('/fingertip_packs.wasm'), { issuer, roots, keys: await bytes('keys.cpl') }, () => now)
  const file = await bytes('pack.cpk')
  const pack = await reader.open(file)
  const played = (await (await fetch('/played/played.jsonl')).text()).trimEnd().split('\\n').map(line => JSON.parse(line))
  const before = played.findIndex(({ file }) => file === 'delta.cpk')
  let [same, took] = [0, 0]
  for (const { question, answer } of played.slice(0, before)) {
    const fields = Object.fromEntries(question.split('\\u001e').map(field => field.split(/=(.*)/s, 2)))
    const told = JSON.parse(answer)
    if (fields.ask !== 'search' || told.error !== undefined) continue
    const list = text => text === undefined ? undefined : text.split('\\u001f')
    const options = { ...fields, kinds: list(fields.kinds), chapters: list(fields.chapters) }
    const begun = performance.now()
    const page = pack.search(fields.text, options)
    took += performance.now() - begun
    const nodes = told.nodes.map(node => ({ ...node, score: new Float32Array(new Uint32Array([node.score]).buffer)[0] }))
    if (JSON.stringify({ ...page, nodes: page.nodes }) !== JSON.stringify({ ...told, nodes })) throw new Error(fields.text)
    same += 1
  }
  const changed = file.slice()
  changed[changed.length >> 1] ^= 1
  const refused = await reader.open(changed).then(() => 'taken', error => error.reason)
  return { same, refused, memory: pack.memoryBytes, took: took / same }
}
const told = await done().catch(error => ({ error: String(error) }))
await fetch('/told', { method: 'POST', body: JSON.stringify(told) })
`

interface Told { readonly same: number; readonly refused: string; readonly memory: number; readonly took: number; readonly error?: string }

test('a page finds the same with the same scores', { skip: missing, timeout: 300_000 }, async t => {
  let tell: (told: Told) => void = () => {}
  const told = new Promise<Told>(resolve => { tell = resolve })
  const files: Readonly<Record<string, () => Promise<string | Buffer>>> = {
    '/': async () => '<!doctype html><script type="module" src="/page.js"></script>',
    '/page.js': async () => SCRIPT,
    '/src/packs.js': () => readFile(new URL('packs.js', dist)),
    '/src/error.js': () => readFile(new URL('error.js', dist)),
    '/fingertip_packs.wasm': () => readFile(wasm),
    ...Object.fromEntries(['trust.json', 'keys.cpl', 'pack.cpk', 'played.jsonl'].map(name => [`/played/${name}`, () => readFile(join(folder, name))])),
  }
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        response.end()
        tell(JSON.parse(Buffer.concat(parts).toString('utf8')) as Told)
      })
      return
    }
    const path = request.url ?? '/'
    // What a page may do at most where it loads WebAssembly and nothing of anybody else.
    response.setHeader('Content-Security-Policy', "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
    response.setHeader('Content-Type', path.endsWith('.js') ? 'text/javascript' : path === '/' ? 'text/html' : 'application/octet-stream')
    void (files[path] ?? (() => Promise.reject(new Error(path))))().then(body => response.end(body), () => response.writeHead(404).end())
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const profile = await mkdtemp(join(tmpdir(), 'fingertip-chromium-'))
  const { port } = server.address() as AddressInfo
  const browser = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', `--user-data-dir=${profile}`,
    `http://127.0.0.1:${port}/`], { stdio: 'ignore' })
  try {
    const ended = new Promise<never>((_, reject) => { browser.once('exit', code => reject(new Error(`the browser ended (${code})`))) })
    const { error, same, refused, memory, took } = await Promise.race([told, ended])
    assert.equal(error, undefined)
    t.diagnostic(`${same} searches in ${took.toFixed(2)} ms each; ${memory} bytes of memory`)
    assert.ok(same > 1_000, `${same}`)
    assert.equal(refused, 'PACK_NOT_GENUINE')
  } finally {
    browser.removeAllListeners('exit')
    const gone = new Promise(resolve => { browser.once('exit', resolve) })
    browser.kill('SIGKILL')
    await gone
    server.closeAllConnections()
    server.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
})
