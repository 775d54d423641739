"""A trader's whole way against a server that runs, over a line that goes wrong."""
import asyncio
import os
import random
import tempfile
import tomllib
import unittest
from pathlib import Path

import fingertip_sdk as sdk
from host import LIST_ROOT, NO_SERVER, PACK_ROOTS, PROXY, ROOT, URL, Key, Line, Memory, approve, ask_proxy, client, code_of, listen, take_notice, tell_proxy

COFFEE = sdk.Goods(code="0901110010", country="KE", customs_value=sdk.Money(minor=1_000_000, currency="XTS"))


@unittest.skipUnless(URL, NO_SERVER)
class Live(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.tokens, self.key = Path(folder.name), Memory(), Key()
        tell_proxy("/__plan", {})

    async def asyncSetUp(self):
        listen(asyncio.get_running_loop())

    def app(self) -> sdk.Fingertip:
        """The app, as it is after each start: what it keeps is in the folder and the safe."""
        return client(Line(PROXY), self.folder, self.tokens, device_key=self.key)

    async def begin(self, app: sdk.Fingertip) -> sdk.NewPayment:
        notice = await app.payments().notice(take_notice())
        part = sdk.PayNotice(reference=notice.reference, version=notice.version)
        return sdk.NewPayment(notices=[part], expected_total=notice.owed, rail=sdk.Rail.CARD())

    async def pay(self, app: sdk.Fingertip, payment: sdk.Payment) -> sdk.Payment:
        self.assertIsInstance(payment.next_action, sdk.NextAction.REDIRECT)
        await asyncio.to_thread(approve, payment.next_action.url)
        return await app.payments().await_final(payment.attempt_id, 60_000)

    def assert_paid(self, payment: sdk.Payment, reference: str) -> None:
        self.assertIsInstance(payment.standing, sdk.PaymentStanding.SUCCEEDED, payment.standing)
        self.assertEqual([receipt.fields().notice for receipt in payment.standing.receipts], [reference])

    async def test_search_duty_question_payment_receipt(self):
        app = self.app()
        page = await app.content().search(sdk.SearchRequest(text="used clothes", policy=sdk.FetchPolicy.NETWORK_FIRST))
        self.assertTrue(page.hits)
        duty = await app.tariff().compute_duty(sdk.Consignment(lines=[COFFEE]))
        self.assertEqual(len(duty.lines), 1)
        answer = await app.enquiry().ask(sdk.AskRequest(text="What does it cost to store a container at Port Meridian?"))
        self.assertTrue(answer.sentences, answer.status)
        wish = await self.begin(app)
        done = await self.pay(app, await app.payments().start(wish))
        self.assert_paid(done, wish.notices[0].reference)
        self.assertEqual((await app.payments().notice(wish.notices[0].reference)).state, "PAID")

    async def test_a_lost_answer_pays_nothing_twice_and_the_next_start_finds_the_payment(self):
        app = self.app()
        wish = await self.begin(app)
        tell_proxy("/__next", ["lose_answer"] * 4)
        try:
            started = await app.payments().start(wish)
            self.assertIsInstance(started.standing, sdk.PaymentStanding.UNKNOWN)
        except sdk.FingertipError.PaymentStateUnknown:
            pass
        tell_proxy("/__next", [])
        reborn = self.app()
        [found] = await reborn.payments().resume_pending()
        self.assert_paid(await self.pay(reborn, found), wish.notices[0].reference)
        self.assertEqual((await reborn.payments().notice(wish.notices[0].reference)).paid, wish.expected_total)

    async def test_a_line_that_loses_a_fifth_still_brings_a_payment_to_its_end(self):
        app = self.app()
        wish = await self.begin(app)
        tell_proxy("/__plan", {"lose_request": 100, "lose_answer": 100, "cut_answer": 50, "seed": 7})
        payment = None
        for _ in range(10):
            try:
                payment = await app.payments().start(wish) if payment is None else (await app.payments().resume_pending())[0]
                if isinstance(payment.next_action, sdk.NextAction.REDIRECT):
                    break
            except sdk.FingertipError as error:
                self.assertIn(sdk.error_code(error), ["PAYMENT_STATE_UNKNOWN", "SERVER", "TIMEOUT", "OFFLINE"])
        self.assert_paid(await self.pay(app, payment), wish.notices[0].reference)
        self.assertGreater(ask_proxy()["requests"], 2)

    async def test_an_answer_that_is_cut_off_is_asked_for_again(self):
        tell_proxy("/__next", ["cut_answer", "none"])
        page = await self.app().content().search(sdk.SearchRequest(text="coffee", policy=sdk.FetchPolicy.NETWORK_FIRST))
        self.assertTrue(page.hits)
        self.assertEqual(ask_proxy()["cut_answer"], 1)

    async def test_an_enquiry_is_opened_once_however_often_its_answer_is_lost(self):
        app = self.app()
        app.enquiry().open(sdk.NewEnquiry(question="Which code has a kayak?", topic="CLASSIFICATION"))
        tell_proxy("/__next", ["lose_answer"])
        for _ in range(20):
            await app.outbox().flush()
            [entry] = app.outbox().entries()
            if entry.state == sdk.OutboxState.CONFIRMED:
                break
            app.outbox().retry(entry.id) if entry.state == sdk.OutboxState.DEAD else await asyncio.sleep(1)
        self.assertEqual(entry.state, sdk.OutboxState.CONFIRMED, entry.reason)
        enquiry = await app.enquiry().enquiry(entry.opened.reference, entry.opened.pin)
        self.assertEqual([part.text for part in enquiry.thread], ["Which code has a kayak?"])

    async def test_a_trader_signs_in_and_out(self):
        app = self.app()
        phone = f"+99955502{random.randrange(1000):03}"
        await app.session().request_code(phone)
        state = await app.session().sign_in(phone, await code_of(phone), "A test")
        self.assertIsInstance(state, sdk.SessionState.SIGNED_IN)
        self.assertIsInstance(self.app().session().state(), sdk.SessionState.SIGNED_IN)
        self.assertEqual((await app.enquiry().my_enquiries()).items, [])
        await self.confirm_a_draw(app, phone)
        await app.session().sign_out()
        self.assertIsInstance(self.app().session().state(), sdk.SessionState.SIGNED_OUT)

    async def confirm_a_draw(self, app, phone):
        """As far as one minute goes: the code for signing in is no code for paying, and another is sent only in the next."""
        wish = await self.begin(app)
        wish.rail, wish.account, wish.as_account = sdk.Rail.DEPOSIT(), "70000000000090", True
        with self.assertRaises(sdk.FingertipError.RateLimited):
            await app.payments().request_code(phone, wish.expected_total)
        with self.assertRaises(sdk.FingertipError) as caught:
            await app.payments().confirm(wish, await code_of(phone))
        self.assertEqual(sdk.error_code(caught.exception), "CODE_EXPIRED")

    async def test_a_pack_comes_over_a_line_that_breaks_and_answers_without_a_network(self):
        packs = self.app().packs()
        [offer] = await packs.available()
        self.assertEqual((offer.id, offer.seq, offer.installed_seq), ("zz-sample", 1, None))
        # The list of packs and the list of keys arrive; of the pack itself two answers do not.
        tell_proxy("/__next", ["none", "none", "cut_answer", "lose_answer"])
        fetched = await packs.fetch(offer.id)
        self.assertEqual((fetched.seq, fetched.files), (1, 1))
        self.assertEqual((ask_proxy()["cut_answer"], ask_proxy()["lose_answer"]), (1, 1))
        reborn = self.app()
        page = await reborn.content().search(sdk.SearchRequest(text="used clothes", policy=sdk.FetchPolicy.PACK_ONLY))
        self.assertEqual(page.freshness.source, sdk.Source.PACK)
        self.assertTrue(reborn.packs().text(page.hits[0].document_id).body)
        [offer] = await reborn.packs().available()
        self.assertEqual((offer.bytes, offer.installed_seq), (0, 1))

    async def test_what_became_of_receipts_is_fetched_and_believed_by_the_root_alone(self):
        app = client(Line(PROXY), self.folder, self.tokens, device_key=self.key, root=LIST_ROOT)
        self.assertGreater(await app.payments().update_receipt_keys(), 0)
        paid = await self.pay(app, await app.payments().start(await self.begin(app)))
        shown = paid.standing.receipts[0].text()
        self.assertEqual(app.payments().check_receipt(shown).standing, "not-asked")
        as_of = await app.payments().update_receipt_changes()
        check = app.payments().check_receipt(shown)
        self.assertEqual((check.verdict, check.standing, check.standing_as_of_ms), ("valid", "unchanged", as_of))
        with self.assertRaises(sdk.FingertipError) as caught:
            await self.app().payments().update_receipt_changes()
        self.assertEqual(sdk.error_code(caught.exception), "TRUST_ROOT_MISSING")
        other = client(Line(PROXY), self.folder / "other", Memory(), root=PACK_ROOTS[0])
        with self.assertRaises(sdk.FingertipError.Integrity):
            await other.payments().update_receipt_changes()

    async def test_no_step_takes_more_bytes_than_it_may(self):
        budget = tomllib.loads((ROOT / "mobile-sdk/conformance/bytes.toml").read_text(encoding="utf-8"))
        app, measured = self.app(), {}

        async def measure(name, step):
            before = ask_proxy()
            result = await step
            after = ask_proxy()
            measured[name] = tuple(after[what] - before[what] for what in ("up_bytes", "down_bytes", "requests"))
            return result

        await measure("search", app.content().search(sdk.SearchRequest(text="used clothes", first=5, policy=sdk.FetchPolicy.NETWORK_FIRST)))
        await measure("ask", app.enquiry().ask(sdk.AskRequest(text="What does it cost to store a container at Port Meridian?")))
        wish = await measure("notice", self.begin(app))
        payment = await measure("pay", app.payments().start(wish))
        await asyncio.to_thread(approve, payment.next_action.url)
        await measure("receipt", app.payments().await_final(payment.attempt_id, 60_000))
        if os.environ.get("FINGERTIP_SHOW_BYTES"):
            print(measured)
        for name, (up, down, _) in measured.items():
            self.assertLessEqual(up, budget[name]["up"], f"{name} up")
            self.assertLessEqual(down, budget[name]["down"], f"{name} down")
        self.assertLessEqual(sum(up + down for up, down, _ in measured.values()), budget["journey"]["both"])
        self.assertLessEqual(measured["notice"][2] + measured["pay"][2], budget["journey"]["round_trips_to_submitted"])
