package fingertip.sdk.tests

import fingertip.sdk.FileKey
import fingertip.sdk.Fingertip
import fingertip.sdk.code
import fingertip.sdk.generated.AskRequest
import fingertip.sdk.generated.Consignment
import fingertip.sdk.generated.EnquiryRef
import fingertip.sdk.generated.FetchPolicy
import fingertip.sdk.generated.FingertipException
import fingertip.sdk.generated.Goods
import fingertip.sdk.generated.HostServices
import fingertip.sdk.generated.MeteredPolicy
import fingertip.sdk.generated.Money
import fingertip.sdk.generated.NewEnquiry
import fingertip.sdk.generated.NewPayment
import fingertip.sdk.generated.OutboxEntry
import fingertip.sdk.generated.PayNotice
import fingertip.sdk.generated.Payment
import fingertip.sdk.generated.PaymentStanding
import fingertip.sdk.generated.Rail
import fingertip.sdk.generated.SearchRequest
import fingertip.sdk.generated.SessionState
import fingertip.sdk.messageKey
import fingertip.sdk.retryAfter
import fingertip.sdk.retryable
import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.readText
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.withTimeoutOrNull

/** The vectors of mobile-sdk/conformance, as every face runs them; the format is in the README there. One test for each scenario. */
val conformanceTests = listOf("errors", "session", "outbox", "payments", "budgets", "receipts", "duties").flatMap { file ->
    val scenarios = (Json.parse(root.resolve("mobile-sdk/conformance/$file.json").readText()) as Fields)["scenarios"] as List<*>
    expect(scenarios.isNotEmpty(), file)
    scenarios.map { it as Fields }.map { scenario -> Test("$file: ${scenario["name"]}") { folder -> Scene(folder).play(scenario["steps"] as List<*>) } }
}

/** One phone: its folder, safe and clock outlive the app. */
private class Scene(private val folder: Path) {
    private val stage = Stage()
    private val clock = JumpingClock(stage)
    private val switch = Switch()
    private val safe = MemorySafe()
    private val key = FileKey(MemorySafe())
    private val kept = HashMap<String, Any?>()

    private fun start(): Fingertip {
        val host = HostServices(stage, safe, folder.resolve("data").createDirectories().toString(), deviceKey = key, network = switch, clock = clock)
        return Fingertip(Fingertip.config("https://trade.example", "ZZ").copy(meteredPolicy = MeteredPolicy.ALLOW), host)
    }

    suspend fun play(steps: List<*>) {
        var client = start()
        for ((number, step) in steps.map { it as Fields }.withIndex()) {
            if (step["kill"] == true) client = client.close().let { start() }
            (step["safe"] as Fields?)?.forEach { (slot, secret) -> safe.slots[slot as String] = Json.write(secret) }
            (step["jam_safe"] as Boolean?)?.let { safe.isJammed = it }
            (step["online"] as Boolean?)?.let { switch.online = it }
            clock.now.addAndGet(step["advance_ms"] as Long? ?: 0)
            stage.expectNext(step["network"] as List<*>? ?: listOf<Any>())
            (step["call"] as String?)?.let { call(client, it, step, "step ${number + 1}") }
            expect(listOf(), stage.faults(), "step ${number + 1}:")
        }
        client.close()
    }

    private suspend fun call(client: Fingertip, call: String, step: Fields, place: String) {
        val given = filled(step["with"] ?: mapOf<String, Any>()) { kept.getValue(it) } as Fields
        val times = (step["at_once"] as Long? ?: 1).toInt()
        val answers = coroutineScope { List(times) { async { said { called(client, call, given) } } }.awaitAll() }
        val came = if ("at_once" in step) answers else answers.single()
        misfit(step["expect"], came)?.let { throw AssertionError("$place: $it; came ${Json.write(came)}") }
        (step["keep"] as Fields?)?.forEach { (name, field) -> kept[name as String] = (came as Fields)[field] }
    }

    private suspend fun said(work: suspend () -> Fields): Fields = try {
        work()
    } catch (error: FingertipException) {
        val shown = mapOf("code" to error.code, "retryable" to error.retryable, "retry_after_ms" to error.retryAfter, "message_key" to error.messageKey)
        mapOf("error" to shown)
    }

    private suspend fun called(client: Fingertip, call: String, given: Fields): Fields {
        fun text(name: String) = given[name] as String? ?: ""
        val payments = client.payments
        return when (call) {
            "notice" -> payments.notice(text("reference")).let {
                mapOf("reference" to it.reference, "version" to it.version, "owed_minor" to it.owed.minor, "ways" to it.options.size.toLong())
            }
            "start" -> shown(payments.start(paymentOf(given)))
            "request_payment_code" -> mapOf("again_at" to payments.requestCode(text("phone"), paymentOf(given).expectedTotal).againAt)
            "confirm" -> mapOf("until" to payments.confirm(paymentOf(given), text("code")))
            "status" -> shown(payments.status(text("attempt")))
            "cancel" -> shown(payments.cancel(text("attempt")))
            "resume" -> mapOf("payments" to payments.resumePending().map(::shown))
            "known" -> mapOf("payments" to payments.known().map(::shown))
            "await" -> shown(payments.awaitFinal(text("attempt"), given["timeout_ms"] as Long? ?: 60_000))
            "open" -> mapOf("entry" to client.enquiries.open(enquiryOf(given)))
            "draft" -> mapOf("entry" to client.enquiries.draft(enquiryOf(given)))
            "follow_up" -> {
                val to = given["entry"]?.let { EnquiryRef.Queued(it as String) } ?: EnquiryRef.Opened(text("reference"), given["pin"] as String?)
                mapOf("entry" to client.enquiries.followUp(to, text("text")))
            }
            "queue" -> client.outbox.queue(text("entry")).let { mapOf<String, Any>() }
            "retry" -> client.outbox.retry(text("entry")).let { mapOf<String, Any>() }
            "discard" -> client.outbox.discard(text("entry")).let { mapOf<String, Any>() }
            "flush" -> client.outbox.flush().let { mapOf("confirmed" to it.confirmed, "dead" to it.dead, "waiting" to it.waiting) }
            "entries" -> mapOf("entries" to client.outbox.entries().map(::shown))
            "events" -> mapOf("events" to events(client, given["acknowledge"] != false))
            "session" -> shown(client.session.state())
            "request_code" -> mapOf("again_at" to client.session.requestCode(text("phone")).againAt)
            "sign_in" -> shown(client.session.signIn(text("phone"), text("code"), "test"))
            "sign_out" -> mapOf("is_told" to client.session.signOut().isTold)
            "my_enquiries" -> mapOf("items" to client.enquiries.myEnquiries(5).items.size.toLong())
            "ask" -> client.enquiries.ask(AskRequest(text("text"), keep = given["keep"] as Boolean? ?: true)).let {
                mapOf("status" to it.status, "sentences" to it.sentences.size.toLong())
            }
            "search" -> {
                val budget = given["budget_bytes"] as Long?
                val request = SearchRequest(text("text"), first = given["first"] as Long?, budgetBytes = budget, policy = FetchPolicy.NETWORK_FIRST)
                client.content.search(request).let {
                    val fresh = it.freshness
                    mapOf("hits" to it.hits.size.toLong(), "left_out" to it.leftOut, "source" to name(fresh.source), "stale" to fresh.stale)
                }
            }
            "publication" -> client.content.publication(text("id")).let {
                mapOf("title" to it.title, "source" to name(it.freshness.source), "stale" to it.freshness.stale)
            }
            "duty" -> client.tariff.computeDutyFrom(consignmentOf(given), policyOf(given)).let {
                mapOf("total" to it.total?.minor, "lines" to it.lines.size.toLong(), "source" to name(it.freshness.source))
            }
            "check_receipt" -> payments.checkReceipt(text("shown")).let {
                mapOf("verdict" to it.verdict, "standing" to it.standing, "is_proven" to (it.receipt != null))
            }
            "update_keys" -> mapOf("keys" to payments.updateReceiptKeys())
            "sent_bytes" -> mapOf("requests" to stage.sizes.size.toLong(), "bytes" to stage.sizes.sum().toLong()).also { stage.sizes.clear() }
            else -> throw AssertionError("no such call: $call")
        }
    }

    /** What the flow of events tells; it acknowledges each but the one that its collector ends with. */
    private suspend fun events(client: Fingertip, acknowledge: Boolean): List<String> {
        if (!acknowledge) return listOf(name(client.events.first().kind))
        val kinds = ArrayList<String>()
        withTimeoutOrNull(300) { client.events.collect { kinds += name(it.kind) } }
        return kinds
    }

    /** The name of a case as the core writes it: `PayersTurn`. */
    private fun name(case: Any): String = if (case is Enum<*>) {
        case.name.split('_').joinToString("") { part -> part.lowercase().replaceFirstChar(Char::uppercase) }
    } else {
        case.javaClass.simpleName
    }

    private fun shown(payment: Payment): Fields = mapOf(
        "attempt" to payment.attemptId, "payment" to payment.paymentId, "standing" to name(payment.standing),
        "code" to (payment.standing as? PaymentStanding.NotStarted)?.code,
        "receipts" to ((payment.standing as? PaymentStanding.Succeeded)?.receipts?.size ?: 0).toLong(),
        "next" to name(payment.nextAction), "do_not_pay_again" to payment.doNotPayAgain,
    )

    private fun shown(state: SessionState): Fields = when (state) {
        is SessionState.SignedIn -> mapOf("signed_in" to true, "session" to state.sessionId)
        is SessionState.SignedOut -> mapOf("signed_in" to false, "reason" to name(state.reason))
    }

    private fun shown(entry: OutboxEntry): Fields = mapOf(
        "state" to name(entry.state), "reason" to entry.reason, "reference" to (entry.opened?.reference ?: ""), "pin" to entry.opened?.pin,
    )

    private fun paymentOf(given: Fields) = NewPayment(
        listOf(PayNotice(given["reference"] as String? ?: "260018421743", 1)), Money(given["minor"] as Long? ?: 1_098_768, "XTS"),
        when (given["rail"]) { "CARD" -> Rail.Card; "DEPOSIT" -> Rail.Deposit; else -> Rail.MobileMoney },
        phone = "+999555010012", asAccount = given["as_account"] as Boolean? ?: false, account = given["account"] as String?,
    )

    private fun consignmentOf(given: Fields) =
        Consignment(lines = listOf(Goods(given["code"] as String? ?: "0901210000", "KE", customsValue = Money(100_000, "XTS"))))

    private fun policyOf(given: Fields) = when (given["policy"]) {
        "PackOnly" -> FetchPolicy.PACK_ONLY
        "CacheThenNetwork" -> FetchPolicy.CACHE_THEN_NETWORK
        else -> FetchPolicy.NETWORK_FIRST
    }

    private fun enquiryOf(given: Fields) =
        NewEnquiry(given["question"] as String? ?: "", "DUTIES", urgency = "", asAccount = given["as_account"] as Boolean? ?: false)
}
