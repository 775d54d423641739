import type { HttpRequest, HttpResponse, Transport } from './host.js'

/** The longest answer that is read. The server's largest are a few hundred kilobytes. */
export const ANSWER_BYTES_MAX = 2 * 1024 * 1024

/** Sends by `fetch`, without cookies, and reads no more than {@link ANSWER_BYTES_MAX}. An answer that is cut off rejects. */
export const fetchTransport: Transport = async ({ method, url, headers, body, signal }: HttpRequest): Promise<HttpResponse> => {
  const answer = await fetch(url, { method, headers, signal, credentials: 'omit', redirect: 'error', ...(body === undefined ? {} : { body }) })
  return { status: answer.status, header: name => answer.headers.get(name), body: await text(answer) }
}

async function text(answer: Response): Promise<string> {
  if (answer.body === null) return ''
  const reader = answer.body.getReader()
  const decoder = new TextDecoder()
  let read = ''
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read()
    if (done) return read + decoder.decode()
    bytes += value.byteLength
    if (bytes > ANSWER_BYTES_MAX) {
      await reader.cancel()
      throw new RangeError(`the answer has more than ${ANSWER_BYTES_MAX} bytes`)
    }
    read += decoder.decode(value, { stream: true })
  }
}
