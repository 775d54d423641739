package fingertip.sdk.sample

import fingertip.sdk.Fingertip
import fingertip.sdk.code
import fingertip.sdk.generated.AskRequest
import fingertip.sdk.generated.Consignment
import fingertip.sdk.generated.FetchPolicy
import fingertip.sdk.generated.FingertipException
import fingertip.sdk.generated.Goods
import fingertip.sdk.generated.Money
import fingertip.sdk.generated.NewPayment
import fingertip.sdk.generated.NextAction
import fingertip.sdk.generated.PayNotice
import fingertip.sdk.generated.Payment
import fingertip.sdk.generated.PaymentStanding
import fingertip.sdk.generated.Rail
import fingertip.sdk.generated.SearchRequest
import java.nio.file.Path
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking

/** Search, duty, question, payment, receipt: `journey URL FOLDER REFERENCE`. */
fun main(arguments: Array<String>) = runBlocking {
    val (url, folder, reference) = arguments.also { require(it.size == 3) { "usage: journey URL FOLDER REFERENCE" } }
    try {
        Fingertip.open(url, "ZZ", Path.of(folder)).use { it.journey(reference) }
    } catch (error: FingertipException) {
        System.err.println("${error.code}: ${error.message}")
        exitProcess(1)
    }
}

private suspend fun Fingertip.journey(reference: String) {
    payments.resumePending().forEach { println("From last time: ${told(it)}") }

    val page = content.search(SearchRequest("used clothes", first = 3, policy = FetchPolicy.NETWORK_FIRST))
    println("Found: ${page.hits.joinToString(" · ") { it.title }}")

    val coffee = Goods("0901110010", country = "KE", customsValue = Money(1_000_000, "XTS"))
    val duty = tariff.computeDuty(Consignment(lines = listOf(coffee)))
    println("Duty: ${duty.total?.let { "${it.minor} minor units of ${it.currency}" } ?: duty.lines.flatMap { it.needs }}")

    val answer = enquiries.ask(AskRequest("What does it cost to store a container at Port Meridian?"))
    println("Answer (${answer.status}): ${answer.sentences.joinToString(" ") { it.text }}")

    val notice = payments.notice(reference)
    println("Owed: ${notice.owed.minor} minor units of ${notice.owed.currency} to ${notice.payee}, due on ${notice.dueOn}")
    val wish = NewPayment(listOf(PayNotice(notice.reference, notice.version)), expectedTotal = notice.owed, rail = Rail.Card)
    val payment = payments.start(wish)
    (payment.nextAction as? NextAction.Redirect)?.let { println("Pay here: ${it.url}") }
    println(told(payments.awaitFinal(payment.attemptId)))
}

/** Says "paid" for what has a receipt whose signature holds, and for nothing else. */
private fun told(payment: Payment): String = when (val standing = payment.standing) {
    is PaymentStanding.Succeeded -> standing.receipts.joinToString("\n") { "Paid: receipt ${it.fields().number}\n${it.text()}" }
    is PaymentStanding.NotStarted -> "Not begun: ${standing.code}"
    PaymentStanding.Failed, PaymentStanding.Cancelled -> "Not paid; nothing was taken."
    else -> payment.text ?: "Not known yet. Do not pay again; this is asked again at the next start."
}
