package fingertip.sdk

import fingertip.sdk.generated.HttpHeader
import fingertip.sdk.generated.HttpMethod
import fingertip.sdk.generated.HttpRequest
import fingertip.sdk.generated.HttpResponse
import fingertip.sdk.generated.Transport
import fingertip.sdk.generated.TransportException
import java.io.IOException
import java.io.InputStream
import java.net.ConnectException
import java.net.HttpURLConnection
import java.net.NoRouteToHostException
import java.net.SocketTimeoutException
import java.net.URL
import java.net.UnknownHostException
import java.util.concurrent.ConcurrentHashMap
import java.util.zip.GZIPInputStream
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Sends by [HttpURLConnection], which every JVM and every Android phone has. TLS, proxies and trust are those of the system.
 *
 * [address] may lead requests elsewhere (through a proxy of a test); what is signed stays made for the address that was asked for.
 */
class JvmTransport(private val address: (String) -> String = { it }) : Transport {
    private val running = ConcurrentHashMap<String, HttpURLConnection>()

    override suspend fun send(request: HttpRequest): HttpResponse = withContext(Dispatchers.IO) {
        val connection = URL(address(request.url)).openConnection() as HttpURLConnection
        running[request.id] = connection
        // Whoever stops waiting breaks the line; nothing else wakes a read.
        val watch = launch {
            try {
                awaitCancellation()
            } finally {
                connection.disconnect()
            }
        }
        try {
            exchange(connection, request)
        } catch (failure: IOException) {
            ensureActive() // Whoever stopped waiting hears that it was them, not that the line broke.
            throw told(failure, request.id)
        } finally {
            running.remove(request.id)
            watch.cancel()
        }
    }

    override fun cancel(requestId: String) {
        running.remove(requestId)?.disconnect()
    }

    private fun exchange(connection: HttpURLConnection, request: HttpRequest): HttpResponse {
        val millis = request.timeoutMs.coerceIn(1, Int.MAX_VALUE.toLong()).toInt()
        connection.connectTimeout = millis
        connection.readTimeout = millis
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        request.headers.forEach { (name, value) -> connection.setRequestProperty(name, value) }
        if (connection.getRequestProperty("accept-encoding") == null) connection.setRequestProperty("accept-encoding", "gzip")
        if (request.method == HttpMethod.POST) {
            connection.requestMethod = "POST"
            connection.doOutput = true
            // A body of a length that is told beforehand is sent once: the platform would else send it again by itself.
            connection.setFixedLengthStreamingMode(request.body.size)
            connection.outputStream.use { it.write(request.body) }
        }
        val status = connection.responseCode
        val wire = (if (status >= 400) connection.errorStream else connection.inputStream)?.use { read(it) } ?: ByteArray(0)
        val promised = connection.contentLengthLong
        if (promised >= 0 && wire.size < promised) throw IOException("the answer ends after ${wire.size} of $promised bytes")
        val isPacked = connection.contentEncoding.equals("gzip", ignoreCase = true)
        val body = if (isPacked) GZIPInputStream(wire.inputStream()).use { read(it) } else wire
        val headers = connection.headerFields.flatMap { (name, values) -> if (name == null) listOf() else values.map { HttpHeader(name, it) } }
        return HttpResponse(status.toLong(), headers, body, wire.size.toLong())
    }

    private fun read(stream: InputStream): ByteArray {
        val bytes = stream.readNBytes(ANSWER_BYTES_MAX + 1)
        if (bytes.size > ANSWER_BYTES_MAX) throw IOException("the answer has more than $ANSWER_BYTES_MAX bytes")
        return bytes
    }

    /** Says "offline" only where not a byte was sent. */
    private fun told(failure: IOException, requestId: String): Exception = when {
        !running.containsKey(requestId) -> TransportException.Cancelled()
        failure is UnknownHostException || failure is ConnectException || failure is NoRouteToHostException -> TransportException.Offline()
        failure is SocketTimeoutException -> TransportException.Timeout()
        else -> TransportException.Broken(failure.javaClass.simpleName)
    }

    private companion object {
        /** The longest answer that is read: packs come in pieces below it. */
        const val ANSWER_BYTES_MAX = 16 * 1024 * 1024
    }
}
