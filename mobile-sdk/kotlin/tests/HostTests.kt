package fingertip.sdk.tests

import com.sun.net.httpserver.HttpServer
import fingertip.sdk.FileKey
import fingertip.sdk.FileStore
import fingertip.sdk.JvmTransport
import fingertip.sdk.generated.HttpMethod
import fingertip.sdk.generated.HttpRequest
import fingertip.sdk.generated.TransportException
import java.io.ByteArrayOutputStream
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.atomic.AtomicInteger
import java.util.zip.GZIPOutputStream
import kotlin.concurrent.thread
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.withTimeout

private fun post(url: String, timeoutMs: Long = 5_000) =
    HttpRequest("1", HttpMethod.POST, url, listOf(), "{}".encodeToByteArray(), timeoutMs, false)

/** Serves [handle] on this machine while [work] goes on. */
private suspend fun <T> serving(handle: (java.net.Socket) -> Unit, work: suspend (url: String) -> T): T = ServerSocket(0).use { server ->
    thread(isDaemon = true) { runCatching { while (true) server.accept().use(handle) } }
    work("http://127.0.0.1:${server.localPort}/graphql")
}

/** What the library brings for the JVM. */
val hostTests = listOf(
    Test("what was saved is there after a restart, for its owner alone, and other names are no slots") { folder ->
        FileStore(folder.resolve("safe")).save("session", "secret")
        val reborn = FileStore(folder.resolve("safe"))
        expect("secret", reborn.load("session"))
        expect("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("safe/session.secret"))))
        reborn.clear("session")
        expect(null, reborn.load("session"))
        expectFailure<IllegalArgumentException> { reborn.load("../session") }
    },
    Test("the key of the device is the same after a restart") { folder ->
        val first = FileKey(FileStore(folder)).publicKey()
        expect(65, first.size)
        expect(first.toList(), FileKey(FileStore(folder)).publicKey().toList())
    },
    Test("a packed answer is unpacked, and told with the bytes that came over the wire") { _ ->
        val server = HttpServer.create(InetSocketAddress("127.0.0.1", 0), 0)
        server.createContext("/") { exchange ->
            val packed = ByteArrayOutputStream().also { out -> GZIPOutputStream(out).use { it.write(ByteArray(10_000)) } }.toByteArray()
            exchange.responseHeaders["content-encoding"] = listOf("gzip")
            exchange.sendResponseHeaders(200, packed.size.toLong())
            exchange.responseBody.use { it.write(packed) }
        }
        server.start()
        try {
            val answer = JvmTransport().send(post("http://127.0.0.1:${server.address.port}/graphql"))
            expect(10_000, answer.body.size)
            expect(answer.wireBytes!! < 1_000, "${answer.wireBytes}")
        } finally {
            server.stop(0)
        }
    },
    Test("an answer that is cut off is a broken line") { _ ->
        val cut = { socket: java.net.Socket ->
            socket.getInputStream().read(ByteArray(4_096))
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"data\"".encodeToByteArray())
        }
        serving(cut) { url -> expectFailure<TransportException.Broken> { JvmTransport().send(post(url)) } }
    },
    Test("a request whose line breaks is sent once: the platform does not send it again by itself") { _ ->
        val seen = AtomicInteger()
        serving({ socket -> seen.incrementAndGet(); socket.getInputStream().read(ByteArray(4_096)) }) { url ->
            expectFailure<TransportException.Broken> { JvmTransport().send(post(url)) }
        }
        expect(1, seen.get())
    },
    Test("nobody at the other end is told apart from nobody who answers in time") { _ ->
        val free = ServerSocket(0).use { it.localPort }
        expectFailure<TransportException.Offline> { JvmTransport().send(post("http://127.0.0.1:$free/")) }
        serving({ Thread.sleep(2_000) }) { url -> expectFailure<TransportException.Timeout> { JvmTransport().send(post(url, timeoutMs = 200)) } }
    },
    Test("a coroutine that stops waiting breaks the line at once") { _ ->
        serving({ Thread.sleep(10_000) }) { url ->
            val before = System.nanoTime()
            expectFailure<TimeoutCancellationException> { withTimeout(200) { JvmTransport().send(post(url, timeoutMs = 10_000)) } }
            expect(System.nanoTime() - before < 3_000_000_000, "it took ${(System.nanoTime() - before) / 1_000_000} ms")
        }
    },
)
