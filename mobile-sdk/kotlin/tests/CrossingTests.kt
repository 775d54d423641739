package fingertip.sdk.tests

import fingertip.sdk.code
import fingertip.sdk.generated.CancelToken
import fingertip.sdk.generated.EventKind
import fingertip.sdk.generated.FetchPolicy
import fingertip.sdk.generated.FingertipException
import fingertip.sdk.generated.HostException
import fingertip.sdk.generated.NewEnquiry
import fingertip.sdk.generated.OutboxState
import fingertip.sdk.generated.SearchRequest
import fingertip.sdk.generated.Source
import fingertip.sdk.generated.TokenStore
import fingertip.sdk.generated.TransportException
import fingertip.sdk.messageKey
import fingertip.sdk.retryable
import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText
import kotlin.io.path.writeText
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.withTimeout

private fun search(text: String = "coffee") = SearchRequest(text, policy = FetchPolicy.NETWORK_FIRST)

private val offline = Scripted { throw TransportException.Offline() }

/** What crosses between Kotlin and the core. */
val crossingTests = listOf(
    Test("a search goes through the transport of the app, with a hash and without a token") { folder ->
        val transport = Scripted { answer(NOTHING_FOUND) }
        val page = app(folder, transport).use { it.content.search(search()) }
        expect(Source.NETWORK, page.freshness.source)
        val request = transport.sent.single()
        expect("sha256" in request.url + request.body.decodeToString(), request.url)
        expect(request.headers.none { it.name.equals("authorization", ignoreCase = true) }, "a search shows no token")
    },
    Test("an exception in the app's own code is an error that may be tried again, and not the end") { folder ->
        val failure = expectFailure<FingertipException> { app(folder, Scripted { error("a mistake of the app") }).use { it.content.search(search()) } }
        expect(failure.retryable, failure.code)
    },
    Test("without a network it says so, with a key for what people are shown") { folder ->
        val failure = expectFailure<FingertipException.Offline> { app(folder, offline).use { it.content.search(search()) } }
        expect("OFFLINE" to "fingertip.error.offline", failure.code to failure.messageKey)
    },
    Test("what the server refuses has its own code and is not asked again") { folder ->
        val transport = Scripted { answer("""{"errors":[{"message":"too long","extensions":{"code":"QUERY_TOO_LONG"}}],"data":null}""") }
        val failure = expectFailure<FingertipException.Invalid> { app(folder, transport).use { it.content.search(search()) } }
        expect("QUERY_TOO_LONG" to 1, failure.code to transport.sent.size)
    },
    Test("a safe that cannot be opened is never taken for an empty one") { folder ->
        val closed = object : TokenStore {
            override fun load(slot: String): String? = throw HostException.Failed("the phone is locked")

            override fun save(slot: String, secret: String) = throw HostException.Failed("the phone is locked")

            override fun clear(slot: String) = throw HostException.Failed("the phone is locked")
        }
        expectFailure<FingertipException.HostCallback> { app(folder, offline, tokens = closed) }
    },
    Test("a coroutine that runs out of time gives its search up, and the request with it") { folder ->
        val given = CompletableDeferred<Unit>()
        val transport = Scripted { try { awaitCancellation() } finally { given.complete(Unit) } }
        app(folder, transport).use { fingertip ->
            expectFailure<TimeoutCancellationException> { withTimeout(200) { fingertip.content.search(search()) } }
            withTimeout(5_000) { given.await() }
        }
    },
    Test("a token gives a search up") { folder ->
        app(folder, Scripted { awaitCancellation() }).use { fingertip ->
            val token = CancelToken()
            coroutineScope {
                val waiting = async { runCatching { fingertip.content.search(search(), token) } }
                delay(100)
                token.cancel()
                expectFailure<FingertipException.Cancelled> { waiting.await().getOrThrow() }
            }
        }
    },
    Test("two hundred searches at once all come back") { folder ->
        app(folder, Scripted { answer(NOTHING_FOUND) }).use { fingertip ->
            val pages = coroutineScope { (1..200).map { async { fingertip.content.search(search("word $it")) } }.awaitAll() }
            expect(200, pages.size)
        }
    },
    Test("a client that was closed says so") { folder ->
        val closed = app(folder, offline).also { it.close() }
        expectFailure<IllegalStateException> { closed.content.search(search()) }
    },
    Test("what people are asked waits in the outbox over the end of the app") { folder ->
        val name = app(folder, offline).use { it.enquiries.open(NewEnquiry("Which code has a kayak?", "CLASSIFICATION")) }
        app(folder, offline).use { fingertip ->
            fingertip.outbox.flush()
            val entry = fingertip.outbox.entries().single()
            expect(Triple(name, OutboxState.QUEUED, "Which code has a kayak?"), Triple(entry.id, entry.state, entry.text))
        }
    },
    Test("an event is told until its collector is done with it, also after the app was killed") { folder ->
        val refusal = """{"data":{"openEnquiry":{"__typename":"EnquiryRefused","code":"ENQUIRY_TEXT_INVALID","message":"no","facts":[]}}}"""
        app(folder, Scripted { answer(refusal) }).use { fingertip ->
            fingertip.enquiries.open(NewEnquiry("?", "OTHER"))
            fingertip.outbox.flush()
            expectFailure<IllegalStateException> { fingertip.events.collect { error("the app dies here") } }
        }
        app(folder, offline).use { fingertip ->
            val event = withTimeout(5_000) { fingertip.events.first() }
            expect(event.kind is EventKind.OutboxDead, event.kind.toString())
        }
    },
    Test("receipts are judged as everywhere") { folder ->
        val vectors = Path.of(System.getProperty("fingertip.root"), "tests/vectors/receipt").listDirectoryEntries("*.json")
        var judged = 0
        for (file in vectors) {
            val written = Json.parse(file.readText()) as Map<*, *>
            val home = folder.resolve(file.fileName.toString()).resolve("data").createDirectories()
            home.resolve("receipt-keys.json").writeText(Json.write(written["keys"]))
            app(home.parent, offline).use { fingertip ->
                for (vector in (written["vectors"] as List<*>).map { it as Map<*, *> }) {
                    val check = fingertip.payments.checkReceipt(vector["text"] as String)
                    expect(vector["verdict"], check.verdict, vector["name"] as String)
                    expect(check.verdict == "valid", check.receipt != null)
                    judged++
                }
            }
        }
        expect(judged > 20, "$judged vectors")
    },
)
