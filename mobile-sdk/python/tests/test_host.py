"""What crosses between Python and the core: callbacks, errors, giving up, many at once."""
import asyncio
import json
import tempfile
import unittest
from pathlib import Path

import fingertip_sdk as sdk
from host import ROOT, Answers, Memory, client, listen

FOUND = {"data": {"search": {
    "nodes": [], "hasNextPage": False, "endCursor": None, "corrected": None, "mode": "WORDS", "intercept": None, "requestId": "1",
}}}


class Crossing(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    async def asyncSetUp(self):
        listen(asyncio.get_running_loop())

    def request(self, text="coffee"):
        return sdk.SearchRequest(text=text, policy=sdk.FetchPolicy.NETWORK_FIRST)

    async def test_a_search_goes_through_the_transport_of_the_app(self):
        transport = Answers(lambda request: (200, FOUND))
        page = await client(transport, self.folder).content().search(self.request())
        self.assertEqual((page.hits, page.freshness.source, transport.asked), ([], sdk.Source.NETWORK, 1))

    async def test_an_exception_in_the_transport_is_a_broken_line_and_not_the_end(self):
        def fall(_):
            raise RuntimeError("a mistake of the app")

        with self.assertRaises(sdk.FingertipError) as caught:
            await client(Answers(fall), self.folder).content().search(self.request())
        self.assertTrue(sdk.is_retryable(caught.exception), sdk.error_code(caught.exception))

    async def test_without_a_network_it_says_so(self):
        def offline(_):
            raise sdk.TransportError.Offline()

        with self.assertRaises(sdk.FingertipError.Offline) as caught:
            await client(Answers(offline), self.folder).content().search(self.request())
        self.assertEqual(sdk.error_code(caught.exception), "OFFLINE")
        self.assertEqual(sdk.user_message_key(caught.exception), "fingertip.error.offline")

    async def test_a_safe_that_cannot_be_opened_is_never_taken_for_an_empty_one(self):
        tokens = Memory()
        tokens.broken = True
        with self.assertRaises(sdk.FingertipError.HostCallback):
            client(Answers(lambda _: (200, FOUND)), self.folder, tokens)

    async def test_a_token_gives_a_search_up(self):
        async def never(_):
            await asyncio.sleep(60)

        token = sdk.CancelToken()
        search = asyncio.ensure_future(client(Answers(never), self.folder).content().search(self.request(), token))
        await asyncio.sleep(0.1)
        token.cancel()
        with self.assertRaises(sdk.FingertipError.Cancelled):
            await asyncio.wait_for(search, 5)

    async def test_a_task_that_is_cancelled_gives_its_search_up(self):
        async def never(_):
            await asyncio.sleep(60)

        search = asyncio.ensure_future(client(Answers(never), self.folder).content().search(self.request()))
        await asyncio.sleep(0.1)
        search.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await asyncio.wait_for(search, 5)

    async def test_a_hundred_searches_at_once_all_come_back(self):
        content = client(Answers(lambda request: (200, FOUND)), self.folder).content()
        pages = await asyncio.gather(*(content.search(self.request(f"word {number}")) for number in range(100)))
        self.assertEqual(len(pages), 100)

    async def test_a_configuration_that_cannot_work_is_refused_at_once(self):
        with self.assertRaises(sdk.FingertipError.Invalid) as caught:
            client(Answers(lambda _: (200, FOUND)), self.folder, url="ftp://trade.example")
        self.assertEqual(caught.exception.field, "base_url")

    async def test_what_is_asked_of_people_waits_in_the_outbox_over_the_end_of_the_app(self):
        def offline(_):
            raise sdk.TransportError.Offline()

        tokens = Memory()
        question = sdk.NewEnquiry(question="Which code has a kayak?", topic="CLASSIFICATION")
        name = client(Answers(offline), self.folder, tokens).enquiry().open(question)
        reborn = client(Answers(offline), self.folder, tokens)
        report = await reborn.outbox().flush()
        [entry] = reborn.outbox().entries()
        self.assertEqual((entry.id, entry.state, report.confirmed), (name, sdk.OutboxState.QUEUED, 0))

    async def test_receipts_are_judged_as_everywhere(self):
        judged = 0
        for path in sorted((ROOT / "tests/vectors/receipt").glob("*.json")):
            written = json.loads(path.read_text(encoding="utf-8"))
            home = self.folder / path.stem
            home.mkdir()
            # As it is kept after the server told it.
            (home / "receipt-keys.json").write_text(json.dumps(written["keys"]))
            payments = client(Answers(lambda _: (500, {})), home).payments()
            for vector in written["vectors"]:
                check = payments.check_receipt(vector["text"])
                self.assertEqual(check.verdict, vector["verdict"], vector["name"])
                self.assertEqual(check.receipt is not None, vector["verdict"] == "valid")
                judged += 1
        self.assertGreater(judged, 20)
