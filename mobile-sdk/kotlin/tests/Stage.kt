package fingertip.sdk.tests

import fingertip.sdk.generated.Clock
import fingertip.sdk.generated.HostException
import fingertip.sdk.generated.HttpHeader
import fingertip.sdk.generated.HttpMethod
import fingertip.sdk.generated.HttpRequest
import fingertip.sdk.generated.HttpResponse
import fingertip.sdk.generated.NetworkMonitor
import fingertip.sdk.generated.NetworkState
import fingertip.sdk.generated.TokenStore
import fingertip.sdk.generated.Transport
import fingertip.sdk.generated.TransportException
import java.net.URLDecoder
import java.nio.file.Path
import java.security.MessageDigest
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension
import kotlin.io.path.readBytes
import kotlinx.coroutines.delay

typealias Fields = Map<*, *>

val root: Path = Path.of(System.getProperty("fingertip.root"))

private fun hash(bytes: ByteArray) =
    "sha256:" + MessageDigest.getInstance("SHA-256").digest(bytes).joinToString("") { "%02x".format(it) }

private val names = root.resolve("graphql/operations").listDirectoryEntries("*.graphql").associate { hash(it.readBytes()) to it.nameWithoutExtension }

/** Jumps to the end of whatever is waited for, once nothing was under way for a while: on a busy machine an answer may take its time. */
class JumpingClock(private val stage: Stage) : Clock {
    val now = AtomicLong(1_772_357_400_000)

    override fun nowMs() = now.get()

    override suspend fun sleep(ms: Long) {
        val until = now.get() + ms
        do delay(PATIENCE_MS) while (!stage.isQuiet(PATIENCE_MS))
        now.accumulateAndGet(until, ::maxOf)
    }

    private companion object {
        const val PATIENCE_MS = 60L
    }
}

class Switch : NetworkMonitor {
    @Volatile var online = true

    override fun state() = NetworkState(online, metered = false, constrained = false)
}

/** Keeps secrets as long as the scenario; jammed it fails. */
class MemorySafe : TokenStore {
    val slots = ConcurrentHashMap<String, String>()

    @Volatile var isJammed = false

    override fun load(slot: String): String? = guard().let { slots[slot] }

    override fun save(slot: String, secret: String) = guard().also { slots[slot] = secret }

    override fun clear(slot: String) = guard().also { slots.remove(slot) }

    private fun guard() {
        if (isJammed) throw HostException.Failed("the safe is closed")
    }
}

/** A transport that plays what a vector says, and notes what was otherwise. */
class Stage : Transport {
    private val turns = ArrayDeque<Fields>()
    private val bound = HashMap<String, Any?>()
    private val wrong = ArrayList<String>()
    val sizes = ArrayList<Int>()
    private val underWay = AtomicInteger()

    @Volatile private var movedNs = System.nanoTime()

    /** Whether nothing was sent or answered for so long. */
    fun isQuiet(ms: Long) = underWay.get() == 0 && System.nanoTime() - movedNs >= ms * 1_000_000

    @Synchronized fun expectNext(next: List<*>) = next.forEach { turns += it as Fields }

    @Synchronized fun faults(): List<String> = (wrong + turns.map { "${it["operation"]} did not come" }).also { wrong.clear(); turns.clear() }

    override fun cancel(requestId: String) = Unit

    override suspend fun send(request: HttpRequest): HttpResponse {
        underWay.incrementAndGet()
        try {
            delay(10) // A network is never at once: others get on meanwhile.
            return answer(request)
        } finally {
            movedNs = System.nanoTime()
            underWay.decrementAndGet()
        }
    }

    @Synchronized
    private fun answer(request: HttpRequest): HttpResponse {
        val sent = read(request)
        sizes += request.url.length + request.body.size
        val turn = turns.removeFirstOrNull()
        if (turn == null) {
            wrong += "${sent["operation"]} came and was not expected"
            throw TransportException.Offline()
        }
        check(turn, sent, request)
        when (turn["fault"]) {
            "offline" -> throw TransportException.Offline()
            "timeout" -> throw TransportException.Timeout()
            "broken" -> throw TransportException.Broken("connection reset")
        }
        val body = when {
            "data" in turn -> Json.write(mapOf("data" to filled(turn["data"]) { bound[it] }))
            "error" in turn -> Json.write(mapOf("errors" to listOf(mapOf("message" to "said by the server", "extensions" to turn["error"]))))
            else -> turn["body"] as String
        }
        val headers = (turn["headers"] as Fields?).orEmpty().map { HttpHeader(it.key as String, it.value as String) }
        return HttpResponse(turn["status"] as Long? ?: 200, headers, body.encodeToByteArray(), null)
    }

    private fun read(request: HttpRequest): Fields {
        val sent = if (request.method == HttpMethod.POST) {
            Json.parse(request.body.decodeToString()) as Fields
        } else {
            val fields = request.url.substringAfter('?').split('&').associate {
                it.substringBefore('=') to URLDecoder.decode(it.substringAfter('='), Charsets.UTF_8)
            }
            fields + ("variables" to Json.parse(fields.getValue("variables")))
        }
        val query = sent["query"] as String?
        val id = query?.let { hash(it.encodeToByteArray()) } ?: sent["documentId"]
        return mapOf("operation" to names[id], "by_text" to (query != null), "method" to request.method.name, "variables" to sent["variables"])
    }

    private fun check(turn: Fields, sent: Fields, request: HttpRequest) {
        val wanted = mapOf("operation" to turn["operation"], "by_text" to (turn["by_text"] ?: false), "method" to (turn["method"] ?: sent["method"]))
        for ((name, value) in wanted) if (sent[name] != value) wrong += "${turn["operation"]}: $name ${sent[name]} came, $value was expected"
        for ((pointer, value) in (turn["variables"] as Fields?).orEmpty()) {
            val found = at(sent["variables"], pointer as String)
            val expected = if (value is String && value.startsWith("$")) bound.getOrPut(value.drop(1)) { found } else value
            if (found != expected) wrong += "${turn["operation"]}$pointer: $found came, $expected was expected"
        }
        for ((name, expected) in (turn["request_headers"] as Fields?).orEmpty()) {
            val found = request.headers.find { it.name == name }?.value
            if (found != expected) wrong += "${turn["operation"]} $name: $found came, $expected was expected"
        }
    }
}

/** What stands at a JSON pointer; nothing where nothing does. */
private fun at(value: Any?, pointer: String): Any? = pointer.split('/').drop(1).fold(value) { inner, part ->
    when (inner) {
        is List<*> -> inner.getOrNull(part.toInt())
        is Map<*, *> -> inner[part]
        else -> null
    }
}

/** Puts what [lookUp] knows in the place of `$name`. */
fun filled(value: Any?, lookUp: (String) -> Any?): Any? = when {
    value is String && value.startsWith("$") -> lookUp(value.drop(1))
    value is List<*> -> value.map { filled(it, lookUp) }
    value is Map<*, *> -> value.mapValues { filled(it.value, lookUp) }
    else -> value
}

/** Why what came is not what was expected: each field of an object, each item of a list and no other, and `{"at_most": n}`. */
fun misfit(expected: Any?, came: Any?): String? = when {
    expected == null || expected == came -> null
    expected is Map<*, *> && "at_most" in expected && came is Long ->
        if (came <= expected["at_most"] as Long) null else "$came is more than ${expected["at_most"]}"
    expected is Map<*, *> && came is Map<*, *> -> expected.firstNotNullOfOrNull { (name, value) ->
        if (value == "absent" && came[name] == null) null else misfit(value, came[name])?.let { "$name: $it" }
    }
    expected is List<*> && came is List<*> && expected.size == came.size -> expected.zip(came).firstNotNullOfOrNull { misfit(it.first, it.second) }
    else -> "$expected was expected, $came came"
}
