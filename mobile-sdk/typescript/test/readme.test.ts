// The lines of the README as they stand, but for the address and the notice: mobile-sdk/conformance/with_server.py npm test
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ts from 'typescript'

const { FINGERTIP_TEST_URL: url = '', FINGERTIP_TEST_NOTICES: notices = '' } = process.env
const live = { skip: url === '' ? 'no server: FINGERTIP_TEST_URL is not set' : false }
const home = fileURLToPath(new URL('../../', import.meta.url))

/** Takes a notice that nobody else takes. */
function takeNotice(): string {
  for (const reference of readdirSync(notices)) {
    try {
      rmSync(join(notices, reference))
      return reference
    } catch { /* somebody was quicker */ }
  }
  throw new Error('no notice is left')
}

/** The first lines of the language, with what is a server's own in place of what is written. */
async function lines(language: string, own: Readonly<Record<string, string>>): Promise<string> {
  const text = await readFile(join(home, 'README.md'), 'utf8')
  const [, block = ''] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(text) ?? []
  return Object.entries(own).reduce((block, [written, found]) => {
    assert.ok(block.includes(written), written)
    return block.replaceAll(written, found)
  }, block)
}

const APPROVE = `
async function openInBrowser(page) {
  const answer = await fetch(page.replace('/sim/pay/', '/sim/payments/').concat('/approve'), { method: 'POST' })
  if (!answer.ok) throw new Error(String(answer.status))
}
`

test('the first lines of the README search, pay and have a receipt', live, async () => {
  const reference = takeNotice()
  const block = await lines('ts', { 'http://127.0.0.1:8080': url, '260018421743': reference })
  const { outputText } = ts.transpileModule(block, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 } })
  // Beside the library, so that it is found by its name.
  const program = join(home, 'dist', `readme-${process.pid}.mjs`)
  const folder = await mkdtemp(join(tmpdir(), 'fingertip-readme-'))
  try {
    const told = 'console.log(JSON.stringify([nodes.length > 0, outcome.kind, outcome.receipts?.map(({ paper }) => paper.notice)]))'
    await writeFile(program, `${outputText}${APPROVE}${told}\n`)
    const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: folder, timeout: 120_000 })
    assert.deepEqual(JSON.parse(stdout), [true, 'succeeded', [reference]])
  } finally {
    await rm(program, { force: true })
    await rm(folder, { recursive: true, force: true })
  }
})

test('the sample that the README names pays, once its page was visited', { ...live, timeout: 180_000 }, async () => {
  assert.match(await lines('sh', {}), /npm run sample -- http:\/\/127\.0\.0\.1:8080 REFERENCE/)
  const folder = await mkdtemp(join(tmpdir(), 'fingertip-sample-'))
  const sample = spawn(process.execPath, [join(home, 'dist/sample/journey.js'), url, takeNotice()], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  try {
    for await (const line of createInterface(sample.stdout)) {
      said.push(line)
      const [, page] = /^Pay here: (http.*)$/.exec(line) ?? []
      if (page !== undefined) assert.ok((await fetch(page.replace('/sim/pay/', '/sim/payments/').concat('/approve'), { method: 'POST' })).ok)
    }
    assert.ok(said.some(line => line.startsWith('Paid: receipt ZZ-')), said.join('\n'))
  } finally {
    sample.kill()
    await rm(folder, { recursive: true, force: true })
  }
})
