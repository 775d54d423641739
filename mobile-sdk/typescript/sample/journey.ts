// Search, duty, question, payment, receipt:  node dist/sample/journey.js http://127.0.0.1:8080 REFERENCE
import { Fingertip, FingertipError, type PaymentOutcome } from '../src/index.js'
import { FileStorage } from '../src/node.js'

const [url = 'http://127.0.0.1:8080', reference] = process.argv.slice(2)
const client = new Fingertip({ url, issuer: 'ZZ', language: 'en' }, { storage: new FileStorage('var/sample-app') })

try {
  for (const outcome of await client.payments.resumePending()) console.log('From last time:', told(outcome))

  const { nodes } = await client.content.search('used clothes', { first: 3 })
  console.log('Found:', nodes.map(({ title }) => title).join(' · '))

  const coffee = { code: '0901110010', country: 'KE', customsValue: { amount: '10000.00', currency: 'XTS' } }
  const duty = await client.content.duty({ lines: [coffee] })
  console.log('Duty:', duty.total === null ? duty.lines.flatMap(({ needs }) => needs.map(({ message }) => message)) : `${duty.total} ${duty.currency}`)

  const answer = await client.enquiries.ask('What does it cost to store a container at Port Meridian?')
  console.log(`Answer (${answer.status}):`, answer.sentences.map(({ text }) => text).join(' '))

  if (reference === undefined) throw new Error('name a payment notice: `make run` prints the references of three')
  const notice = await client.payments.notice(reference)
  console.log(`Owed: ${notice.owed.amount} ${notice.owed.currency} to ${notice.payee}, due on ${notice.dueOn}`)
  const { key, payment } = await client.payments.start(notice, { rail: 'CARD' })
  console.log('Pay here:', payment.handover?.page)
  console.log(told(await client.payments.awaitFinal(key)))
} catch (error) {
  if (!(error instanceof FingertipError)) throw error
  console.error(`${error.code}${error.reason === undefined ? '' : ` (${error.reason})`}: ${error.detail}`)
  process.exitCode = 1
}

/** Says "paid" for what has a receipt whose signature holds, and for nothing else. */
function told(outcome: PaymentOutcome): string {
  switch (outcome.kind) {
    case 'succeeded': return outcome.receipts.map(({ paper, text }) =>
      `Paid: receipt ${paper.issuer}-${paper.office}-${paper.year}-${paper.number} of ${paper.total} minor units of ${paper.currency}\n${text}`).join('\n')
    case 'failed': case 'cancelled': return `Not paid (${outcome.kind}); nothing was taken.`
    case 'refused': return `Not begun: ${outcome.error.detail}`
    case 'unknown': return 'Not known yet. Do not pay again; this is asked again at the next start.'
  }
}
