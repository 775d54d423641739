package fingertip.sdk.tests

import fingertip.sdk.Fingertip
import fingertip.sdk.JvmTransport
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
import fingertip.sdk.generated.SessionState
import fingertip.sdk.generated.Source
import java.nio.file.Path
import kotlin.random.Random
import kotlinx.coroutines.flow.toList

/** Requests go over the bad line; what is signed stays made for the server. */
private fun app(folder: Path, listRoot: ByteArray = byteArrayOf()): Fingertip =
    app(folder, JvmTransport { it.replace(Server.url!!, Server.proxy) }, listRoot = listRoot)

private suspend fun Fingertip.wish(): NewPayment {
    val notice = payments.notice(Server.takeNotice())
    return NewPayment(listOf(PayNotice(notice.reference, notice.version)), expectedTotal = notice.owed, rail = Rail.Card)
}

private suspend fun Fingertip.pay(payment: Payment): Payment {
    val page = payment.nextAction as? NextAction.Redirect ?: throw AssertionError("no page: ${payment.nextAction}")
    Server.approve(page.url)
    return payments.awaitFinal(payment.attemptId, 60_000)
}

private fun expectPaid(payment: Payment, wish: NewPayment) {
    val standing = payment.standing as? PaymentStanding.Succeeded ?: throw AssertionError("not paid: ${payment.standing}")
    expect(wish.notices.map { it.reference }, standing.receipts.map { it.fields().notice })
}

/** A trader's whole way against a server that runs. */
val liveTests = listOf(
    Test("search, duty, question, payment, receipt", needsServer = true) { folder ->
        app(folder).use { fingertip ->
            expect(fingertip.content.search(SearchRequest("used clothes", policy = FetchPolicy.NETWORK_FIRST)).hits.isNotEmpty(), "found")
            val coffee = Goods("0901110010", "KE", customsValue = Money(1_000_000, "XTS"))
            expect(1, fingertip.tariff.computeDuty(Consignment(lines = listOf(coffee))).lines.size)
            val answer = fingertip.enquiries.ask(AskRequest("What does it cost to store a container at Port Meridian?"))
            expect(answer.sentences.isNotEmpty(), answer.status)
            val wish = fingertip.wish()
            val begun = fingertip.payments.start(wish)
            expectPaid(fingertip.pay(begun), wish)
        }
    },
    Test("a lost answer pays nothing twice, and the next start finds the payment", needsServer = true) { folder ->
        val wish = app(folder).use { fingertip ->
            fingertip.wish().also {
                Server.tellProxy("/__next", """["lose_answer","lose_answer","lose_answer","lose_answer"]""")
                try {
                    expect(PaymentStanding.Unknown, fingertip.payments.start(it).standing)
                } catch (unknown: FingertipException.PaymentStateUnknown) {
                    // As good: it says the same.
                }
                Server.tellProxy("/__next", "[]")
            }
        }
        app(folder).use { fingertip ->
            val found = fingertip.payments.resumePending().single()
            expectPaid(fingertip.pay(found), wish)
            expect(wish.expectedTotal, fingertip.payments.notice(wish.notices.single().reference).paid)
        }
    },
    Test("whoever follows a payment sees it come to its end", needsServer = true) { folder ->
        app(folder).use { fingertip ->
            val wish = fingertip.wish()
            val begun = fingertip.payments.start(wish)
            Server.approve((begun.nextAction as NextAction.Redirect).url)
            expectPaid(fingertip.follow(begun.attemptId).toList().last(), wish)
        }
    },
    Test("a pack comes over a line that breaks, and answers without a network", needsServer = true) { folder ->
        app(folder).use { fingertip ->
            val offer = fingertip.packs.available().single()
            expect(Triple("zz-sample", 1L, null), Triple(offer.id, offer.seq, offer.installedSeq))
            // The list of packs and the list of keys arrive; of the pack itself two answers do not.
            Server.tellProxy("/__next", """["none","none","cut_answer","lose_answer"]""")
            val fetched = fingertip.packs.fetch(offer.id)
            expect(1L to 1L, fetched.seq to fetched.files)
        }
        app(folder).use { fingertip ->
            val page = fingertip.content.search(SearchRequest("used clothes", policy = FetchPolicy.PACK_ONLY))
            expect(Source.PACK, page.freshness.source)
            expect(fingertip.packs.text(page.hits.first().documentId!!).body.isNotEmpty(), "a text")
            expect(0L, fingertip.packs.available().single().bytes)
        }
    },
    Test("what became of receipts is fetched, and believed by the root alone", needsServer = true) { folder ->
        app(folder, Server.listRoot).use { fingertip ->
            expect(fingertip.payments.updateReceiptKeys() > 0, "keys")
            val wish = fingertip.wish()
            val paid = fingertip.pay(fingertip.payments.start(wish)).standing as PaymentStanding.Succeeded
            val shown = paid.receipts.single().text()
            expect("not-asked", fingertip.payments.checkReceipt(shown).standing)
            val asOf = fingertip.payments.updateReceiptChanges()
            val check = fingertip.payments.checkReceipt(shown)
            expect(Triple("valid", "unchanged", asOf), Triple(check.verdict, check.standing, check.standingAsOfMs))
        }
        app(folder).use { expect("TRUST_ROOT_MISSING", expectFailure<FingertipException> { it.payments.updateReceiptChanges() }.code) }
        app(folder, Server.packRoots.first()).use { expectFailure<FingertipException.Integrity> { it.payments.updateReceiptChanges() } }
    },
    Test("a trader signs in by the key of the device, and out", needsServer = true) { folder ->
        val phone = "+99955503%03d".format(Random.nextInt(1000))
        app(folder).use { fingertip ->
            fingertip.session.requestCode(phone)
            expect(fingertip.session.signIn(phone, Server.codeOf(phone), "A test") is SessionState.SignedIn, "signed in")
        }
        app(folder).use { fingertip ->
            expect(fingertip.session.state() is SessionState.SignedIn, "still signed in after a restart")
            expect(listOf<Any>(), fingertip.enquiries.myEnquiries().items)
            fingertip.session.signOut()
            expect(fingertip.session.state() is SessionState.SignedOut, "signed out")
        }
    },
)
