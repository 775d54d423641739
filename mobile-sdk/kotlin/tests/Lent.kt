package fingertip.sdk.tests

import fingertip.sdk.FileKey
import fingertip.sdk.FileStore
import fingertip.sdk.Fingertip
import fingertip.sdk.generated.HostServices
import fingertip.sdk.generated.HttpRequest
import fingertip.sdk.generated.HttpResponse
import fingertip.sdk.generated.TokenStore
import fingertip.sdk.generated.Transport
import java.net.HttpURLConnection
import java.net.URI
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlinx.coroutines.delay

/** What a search without results is answered with. */
const val NOTHING_FOUND = """{"data":{"search":{"nodes":[],"hasNextPage":false,"endCursor":null,"corrected":null,"mode":"WORDS","intercept":null,
    "requestId":"1"}}}"""

/** Answers as a test says, and notes what it was asked. */
class Scripted(private val answer: suspend (HttpRequest) -> HttpResponse) : Transport {
    val sent = CopyOnWriteArrayList<HttpRequest>()
    val cancelled = CopyOnWriteArrayList<String>()

    override suspend fun send(request: HttpRequest): HttpResponse {
        sent += request
        return answer(request)
    }

    override fun cancel(requestId: String) {
        cancelled += requestId
    }
}

fun answer(json: String, status: Long = 200) = HttpResponse(status, listOf(), json.encodeToByteArray(), null)

/** An app, as it is after each start: what it keeps is in the folder. */
fun app(
    folder: Path, transport: Transport, url: String = Server.url ?: "http://127.0.0.1:9", tokens: TokenStore? = null, listRoot: ByteArray = byteArrayOf(),
): Fingertip {
    val store = tokens ?: FileStore(folder.resolve("secrets"))
    val host = HostServices(transport, store, folder.resolve("data").toString(), deviceKey = FileKey(FileStore(folder.resolve("key"))))
    return Fingertip(Fingertip.config(url, "ZZ", receiptTrustRoot = listRoot, packTrustRoot = Server.packRoots), host)
}

/** The server that the tests run beside (mobile-sdk/conformance/with_server.py). */
object Server {
    val url: String? = System.getenv("FINGERTIP_TEST_URL")
    val proxy: String get() = System.getenv("FINGERTIP_TEST_PROXY")
    val packRoots: List<ByteArray> = System.getenv("FINGERTIP_TEST_PACK_ROOTS").orEmpty().split(',').filter(String::isNotEmpty).map(::bytes)
    val listRoot: ByteArray get() = bytes(System.getenv("FINGERTIP_TEST_LIST_ROOT"))

    /** Takes a notice that nobody else takes. */
    fun takeNotice(): String = Path.of(System.getenv("FINGERTIP_TEST_NOTICES")).listDirectoryEntries().first(Files::deleteIfExists).name

    fun approve(page: String) = ask("POST", page.replace("/sim/pay/", "/sim/payments/") + "/approve")

    fun tellProxy(path: String, json: String) = ask("PUT", "$proxy$path", json)

    /** Reads the newest code that the server's log shows for a number, of which it shows the last two digits. */
    suspend fun codeOf(phone: String): String {
        repeat(50) {
            val log = Path.of(System.getenv("FINGERTIP_TEST_LOG")).readText().replace(Regex("\u001b\\[\\d*m"), "")
            val codes = log.lines().filter { " ${phone.takeLast(2)} " in it }.mapNotNull { Regex("text=\"?(\\d{6})").find(it)?.groupValues?.get(1) }
            if (codes.isNotEmpty()) return codes.last()
            delay(100)
        }
        throw AssertionError("no code was sent")
    }

    private fun bytes(digits: String) = digits.chunked(2).map { it.toInt(16).toByte() }.toByteArray()

    private fun ask(method: String, url: String, body: String = "") {
        val connection = URI(url).toURL().openConnection() as HttpURLConnection
        connection.requestMethod = method
        connection.doOutput = true
        connection.outputStream.use { it.write(body.encodeToByteArray()) }
        expect(connection.responseCode in 200..299, "$method $url: ${connection.responseCode}")
    }
}
