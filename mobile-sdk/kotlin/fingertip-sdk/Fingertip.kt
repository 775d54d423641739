package fingertip.sdk

import fingertip.sdk.generated.ClientConfig
import fingertip.sdk.generated.Event
import fingertip.sdk.generated.FingertipException
import fingertip.sdk.generated.HostServices
import fingertip.sdk.generated.MeteredPolicy
import fingertip.sdk.generated.Payment
import fingertip.sdk.generated.Timeouts
import fingertip.sdk.generated.createClient
import fingertip.sdk.generated.errorCode
import fingertip.sdk.generated.isRetryable
import fingertip.sdk.generated.retryAfterMs
import fingertip.sdk.generated.userMessageKey
import java.nio.file.Path
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * Fingertip on a phone or a JVM: made once, closed at the end. Every function that waits is `suspend` and ends with its coroutine; what goes
 * wrong is a [FingertipException], whose [code] is stable.
 */
class Fingertip(config: ClientConfig, host: HostServices) : AutoCloseable {
    private val client = createClient(config, host)

    /** What is published: search, completions, texts. */
    val content = client.content()

    /** The tariff, and what goods will cost. Nothing of it binds anybody. */
    val tariff = client.tariff()

    /** Questions, to the assistant and to people. */
    val enquiries = client.enquiry()

    /** Paying, and proving that it is paid. Call `resumePending` at every start of the app. */
    val payments = client.payments()

    /** What is searched where the network does not answer. */
    val packs = client.packs()

    /** What waits to be sent. */
    val outbox = client.outbox()

    /** Who is signed in. */
    val session = client.session()

    private val queue = client.events()

    /** What happened, from the oldest that nobody has dealt with: an event is acknowledged when its collector is done with it. */
    val events: Flow<Event> = flow {
        while (true) {
            val event = queue.wait()
            emit(event)
            queue.ack(event.seq)
        }
    }

    /** Where a payment stands, now and each time that it is asked, until that is known for good. */
    fun follow(attemptId: String): Flow<Payment> = flow {
        while (true) {
            val payment = payments.status(attemptId)
            emit(payment)
            val next = payment.nextCheckAtMs ?: break
            delay((next - System.currentTimeMillis()).coerceAtLeast(MILLIS_BETWEEN_MIN))
        }
    }

    /** What support may see: no secret, no text, no amount. */
    fun diagnostics() = client.diagnostics()

    override fun close() {
        client.shutDown()
        listOf(content, tariff, enquiries, payments, packs, outbox, session, queue, client).forEach(AutoCloseable::close)
    }

    companion object {
        private const val MILLIS_BETWEEN_MIN = 500L

        /** Opens a client with what any JVM has: `HttpURLConnection`, and files below [folder]. */
        fun open(url: String, jurisdiction: String, folder: Path, languages: List<String> = listOf("en")): Fingertip {
            val store = FileStore(folder.resolve("secrets"))
            val host = HostServices(JvmTransport(), store, folder.resolve("data").toString(), deviceKey = FileKey(store))
            return Fingertip(config(url, jurisdiction, languages), host)
        }

        /**
         * A configuration with usual times. Without [receiptTrustRoot] the keys of receipts are believed as they come over TLS; without
         * [packTrustRoot] no pack is taken.
         */
        fun config(
            url: String, jurisdiction: String, languages: List<String> = listOf("en"), receiptTrustRoot: ByteArray = byteArrayOf(),
            packTrustRoot: List<ByteArray> = listOf(),
        ) = ClientConfig(
            baseUrl = url, jurisdiction = jurisdiction, languages = languages, receiptTrustRoot = receiptTrustRoot, packTrustRoot = packTrustRoot,
            meteredPolicy = MeteredPolicy.NO_PACKS,
            timeouts = Timeouts(readMs = 15_000, writeMs = 30_000, offlineAfterMs = 2_500),
        )
    }
}

/** What an app branches on. */
val FingertipException.code: String get() = errorCode(this)

/** Whether the same call may be made again as it stands. */
val FingertipException.retryable: Boolean get() = isRetryable(this)

/** After how many milliseconds it is worth trying again, where somebody said so. */
val FingertipException.retryAfter: Long? get() = retryAfterMs(this)

/** The key of the text that a person is shown. */
val FingertipException.messageKey: String get() = userMessageKey(this)
