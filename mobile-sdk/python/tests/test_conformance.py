"""Runs the vectors of mobile-sdk/conformance through the bindings. The format is in the README there; the core runs the same in
core/tests/core/scenario.rs."""
import asyncio
import enum
import hashlib
import json
import tempfile
import unittest
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import fingertip_sdk as sdk
from host import ROOT, Key, Memory, listen

NAMES = {
    f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}": path.stem for path in (ROOT / "graphql/operations").glob("*.graphql")
}
# How long a wait is looked at before the clock jumps to its end: whoever else is under way goes first.
PATIENCE_SECONDS = 0.03


class JumpingClock(sdk.Clock):
    def __init__(self):
        self.now = 1_772_357_400_000

    def now_ms(self) -> int:
        return self.now

    async def sleep(self, ms: int) -> None:
        until = self.now + ms
        await asyncio.sleep(PATIENCE_SECONDS)
        self.now = max(self.now, until)


class Switch(sdk.NetworkMonitor):
    def __init__(self):
        self.online = True

    def state(self) -> sdk.NetworkState:
        return sdk.NetworkState(online=self.online, metered=False, constrained=False)


class Stage(sdk.Transport):
    """A transport that plays what a vector says, and notes what was otherwise."""

    def __init__(self):
        self.turns, self.bound, self.wrong, self.sizes = [], {}, [], []

    async def send(self, request: sdk.HttpRequest) -> sdk.HttpResponse:
        sent = self.read(request)
        self.sizes.append(len(request.url) + len(request.body))
        if not self.turns:
            self.wrong.append(f"{sent['operation']} came and was not expected")
            raise sdk.TransportError.Offline()
        turn = self.turns.pop(0)
        self.check(turn, sent, request)
        match turn.get("fault"):
            case "offline":
                raise sdk.TransportError.Offline()
            case "timeout":
                raise sdk.TransportError.Timeout()
            case "broken":
                raise sdk.TransportError.Broken(detail="connection reset")
        if "data" in turn:
            body = json.dumps({"data": self.filled(turn["data"])})
        elif "error" in turn:
            body = json.dumps({"errors": [{"message": "said by the server", "extensions": turn["error"]}]})
        else:
            body = turn["body"]
        headers = [sdk.HttpHeader(name=name, value=value) for name, value in turn.get("headers", {}).items()]
        return sdk.HttpResponse(status=turn.get("status", 200), headers=headers, body=body.encode(), wire_bytes=None)

    def cancel(self, request_id: str) -> None:
        pass

    def read(self, request: sdk.HttpRequest) -> dict:
        if request.method == sdk.HttpMethod.POST:
            sent = json.loads(request.body)
        else:
            sent = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
            sent["variables"] = json.loads(sent["variables"])
        by_text = "query" in sent
        name = f"sha256:{hashlib.sha256(sent['query'].encode()).hexdigest()}" if by_text else sent["documentId"]
        return {"operation": NAMES[name], "by_text": by_text, "variables": sent["variables"], "method": request.method.name}

    def check(self, turn: dict, sent: dict, request: sdk.HttpRequest) -> None:
        wanted = {"operation": turn["operation"], "by_text": turn.get("by_text", False), "method": turn.get("method", sent["method"])}
        for name, value in wanted.items():
            if sent[name] != value:
                self.wrong.append(f"{turn['operation']}: {name} {sent[name]} came, {value} was expected")
        for pointer, expected in turn.get("variables", {}).items():
            found = at(sent["variables"], pointer)
            if isinstance(expected, str) and expected.startswith("$"):
                expected = self.bound.setdefault(expected[1:], found)
            if found != expected:
                self.wrong.append(f"{turn['operation']}{pointer}: {found} came, {expected} was expected")
        headers = {header.name: header.value for header in request.headers}
        for name, expected in turn.get("request_headers", {}).items():
            if headers.get(name) != expected:
                self.wrong.append(f"{turn['operation']} {name}: {headers.get(name)} came, {expected} was expected")

    def filled(self, value):
        return filled(value, lambda name: self.bound.get(name))

    def faults(self) -> list[str]:
        faults = self.wrong + [f"{turn['operation']} did not come" for turn in self.turns]
        self.wrong, self.turns = [], []
        return faults


def at(value, pointer: str):
    """What stands at a JSON pointer; nothing where nothing does."""
    for part in pointer.split("/")[1:]:
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def filled(value, look_up):
    match value:
        case str() if value.startswith("$"):
            return look_up(value[1:])
        case list():
            return [filled(item, look_up) for item in value]
        case dict():
            return {name: filled(item, look_up) for name, item in value.items()}
    return value


def misfit(expected, came) -> str | None:
    """Why what came is not what was expected: each field of an object, each item of a list and no other, and {"at_most": n}."""
    match expected:
        case None:
            return None
        case {"at_most": most} if isinstance(came, int):
            return None if came <= most else f"{came} is more than {most}"
        case dict() if isinstance(came, dict):
            for name, value in expected.items():
                found = came.get(name)
                if not (value == "absent" and found is None) and (why := misfit(value, found)):
                    return f"{name}: {why}"
            return None
        case list() if isinstance(came, list) and len(expected) == len(came):
            return next((why for pair in zip(expected, came) if (why := misfit(*pair))), None)
    return None if expected == came else f"{expected} was expected, {came} came"


def name_of(variant) -> str:
    """The name of a case as the core writes it: `PayersTurn`."""
    name = variant.name if isinstance(variant, enum.Enum) else type(variant).__name__.rpartition(".")[2]
    return "".join(part.title() for part in name.split("_")) if "_" in name or name.isupper() else name


def shown_payment(payment: sdk.Payment) -> dict:
    standing = payment.standing
    return {
        "attempt": payment.attempt_id, "payment": payment.payment_id, "standing": name_of(standing),
        "code": getattr(standing, "code", None), "receipts": len(getattr(standing, "receipts", [])),
        "next": name_of(payment.next_action), "do_not_pay_again": payment.do_not_pay_again,
    }


def shown_session(state: sdk.SessionState) -> dict:
    if isinstance(state, sdk.SessionState.SIGNED_IN):
        return {"signed_in": True, "session": state.session_id}
    return {"signed_in": False, "reason": name_of(state.reason)}


def payment_of(given: dict) -> sdk.NewPayment:
    part = sdk.PayNotice(reference=given.get("reference", "260018421743"), version=1)
    rail = {"CARD": sdk.Rail.CARD, "DEPOSIT": sdk.Rail.DEPOSIT}.get(given.get("rail"), sdk.Rail.MOBILE_MONEY)()
    total = sdk.Money(minor=given.get("minor", 1_098_768), currency="XTS")
    return sdk.NewPayment(
        notices=[part], expected_total=total, rail=rail, phone="+999555010012", as_account=given.get("as_account", False),
        account=given.get("account"),
    )


def consignment_of(given: dict) -> sdk.Consignment:
    value = sdk.Money(minor=100_000, currency="XTS")
    return sdk.Consignment(lines=[sdk.Goods(code=given.get("code", "0901210000"), country="KE", customs_value=value)])


def policy_of(given: dict) -> sdk.FetchPolicy:
    policies = {"PackOnly": sdk.FetchPolicy.PACK_ONLY, "CacheThenNetwork": sdk.FetchPolicy.CACHE_THEN_NETWORK}
    return policies.get(given.get("policy"), sdk.FetchPolicy.NETWORK_FIRST)


def enquiry_of(given: dict) -> sdk.NewEnquiry:
    return sdk.NewEnquiry(question=given.get("question", ""), topic="DUTIES", urgency="", as_account=given.get("as_account", False))


def shown_entry(entry: sdk.OutboxEntry) -> dict:
    opened = entry.opened
    return {
        "state": name_of(entry.state), "reason": entry.reason,
        "reference": opened.reference if opened else "", "pin": opened.pin if opened else None,
    }


def drain(client: sdk.Fingertip, given: dict) -> list[str]:
    kinds = []
    while (event := client.events().next()) is not None:
        kinds.append(name_of(event.kind))
        if given.get("acknowledge") is False:
            break
        client.events().ack(event.seq)
    return kinds


def taken(sizes: list[int]) -> dict:
    shown = {"requests": len(sizes), "bytes": sum(sizes)}
    sizes.clear()
    return shown


async def called(client: sdk.Fingertip, stage: Stage, call: str, given: dict) -> dict:
    try:
        return await call_of(client, stage, call, given)
    except sdk.FingertipError as error:
        return {"error": {
            "code": sdk.error_code(error), "retryable": sdk.is_retryable(error), "retry_after_ms": sdk.retry_after_ms(error),
            "message_key": sdk.user_message_key(error),
        }}


async def call_of(client: sdk.Fingertip, stage: Stage, call: str, given: dict) -> dict:
    payments, enquiries, outbox, session, content = (
        client.payments(), client.enquiry(), client.outbox(), client.session(), client.content()
    )
    match call:
        case "notice":
            notice = await payments.notice(given.get("reference", ""))
            return {
                "reference": notice.reference, "version": notice.version, "owed_minor": notice.owed.minor, "ways": len(notice.options),
            }
        case "start":
            return shown_payment(await payments.start(payment_of(given)))
        case "request_payment_code":
            return {"again_at": (await payments.request_code(given["phone"], payment_of(given).expected_total)).again_at}
        case "confirm":
            return {"until": await payments.confirm(payment_of(given), given["code"])}
        case "status":
            return shown_payment(await payments.status(given["attempt"]))
        case "cancel":
            return shown_payment(await payments.cancel(given["attempt"]))
        case "resume":
            return {"payments": [shown_payment(payment) for payment in await payments.resume_pending()]}
        case "known":
            return {"payments": [shown_payment(payment) for payment in payments.known()]}
        case "await":
            return shown_payment(await payments.await_final(given["attempt"], given.get("timeout_ms", 60_000)))
        case "open":
            return {"entry": enquiries.open(enquiry_of(given))}
        case "draft":
            return {"entry": enquiries.draft(enquiry_of(given))}
        case "follow_up":
            to = sdk.EnquiryRef.QUEUED(given["entry"]) if "entry" in given else sdk.EnquiryRef.OPENED(given["reference"], given.get("pin"))
            return {"entry": enquiries.follow_up(to, given.get("text", ""))}
        case "queue" | "retry" | "discard":
            getattr(outbox, call)(given["entry"])
            return {}
        case "flush":
            report = await outbox.flush()
            return {"confirmed": report.confirmed, "dead": report.dead, "waiting": report.waiting}
        case "entries":
            return {"entries": [shown_entry(entry) for entry in outbox.entries()]}
        case "events":
            return {"events": drain(client, given)}
        case "session":
            return shown_session(session.state())
        case "request_code":
            return {"again_at": (await session.request_code(given["phone"])).again_at}
        case "sign_in":
            return shown_session(await session.sign_in(given["phone"], given["code"], "test"))
        case "sign_out":
            return {"is_told": (await session.sign_out()).is_told}
        case "my_enquiries":
            return {"items": len((await enquiries.my_enquiries(5)).items)}
        case "ask":
            answer = await enquiries.ask(sdk.AskRequest(text=given.get("text", ""), keep=given.get("keep", True)))
            return {"status": answer.status, "sentences": len(answer.sentences)}
        case "search":
            request = sdk.SearchRequest(
                text=given.get("text", ""), first=given.get("first"), budget_bytes=given.get("budget_bytes"),
                policy=sdk.FetchPolicy.NETWORK_FIRST,
            )
            page = await content.search(request)
            fresh = page.freshness
            return {"hits": len(page.hits), "left_out": page.left_out, "source": name_of(fresh.source), "stale": fresh.stale}
        case "publication":
            publication = await content.publication(given["id"])
            fresh = publication.freshness
            return {"title": publication.title, "source": name_of(fresh.source), "stale": fresh.stale}
        case "duty":
            duty = await client.tariff().compute_duty_from(consignment_of(given), policy_of(given))
            total = duty.total.minor if duty.total else None
            return {"total": total, "lines": len(duty.lines), "source": name_of(duty.freshness.source)}
        case "check_receipt":
            check = payments.check_receipt(given["shown"])
            return {"verdict": check.verdict, "standing": check.standing, "is_proven": check.receipt is not None}
        case "update_keys":
            return {"keys": await payments.update_receipt_keys()}
        case "sent_bytes":
            return taken(stage.sizes)
    raise AssertionError(f"no such call: {call}")


class Conformance(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        listen(asyncio.get_running_loop())

    async def play(self, scenario: dict, folder: Path) -> None:
        clock, switch, safe, stage, key, kept = JumpingClock(), Switch(), Memory(), Stage(), Key(), {}

        def start() -> sdk.Fingertip:
            services = sdk.HostServices(
                transport=stage, tokens=safe, folder=str(folder), device_key=key, network=switch, clock=clock
            )
            config = sdk.ClientConfig(
                base_url="https://trade.example", jurisdiction="ZZ", languages=["en"], receipt_trust_root=b"", pack_trust_root=[],
                answer_keys=[], metered_policy=sdk.MeteredPolicy.ALLOW,
                timeouts=sdk.Timeouts(read_ms=15_000, write_ms=30_000, offline_after_ms=2_500),
            )
            return sdk.create_client(config, services)

        client = start()
        for number, step in enumerate(scenario["steps"], 1):
            if step.get("kill"):
                client = start()
            safe.kept.update({slot: json.dumps(secret) for slot, secret in step.get("safe", {}).items()})
            safe.broken = step.get("jam_safe", safe.broken)
            switch.online = step.get("online", switch.online)
            clock.now += step.get("advance_ms", 0)
            stage.turns.extend(step.get("network", []))
            if "call" in step:
                given = filled(step.get("with") or {}, lambda name: kept[name])
                calls = [called(client, stage, step["call"], given) for _ in range(step.get("at_once", 1))]
                came = await asyncio.gather(*calls)
                came = came if "at_once" in step else came[0]
                self.assertIsNone(misfit(step.get("expect"), came), f"step {number}, came {came}")
                kept.update({name: came[field] for name, field in step.get("keep", {}).items()})
            self.assertEqual(stage.faults(), [], f"step {number}")

    async def run_file(self, name: str) -> None:
        scenarios = json.loads((ROOT / "mobile-sdk/conformance" / name).read_text(encoding="utf-8"))["scenarios"]
        self.assertTrue(scenarios)
        for scenario in scenarios:
            with self.subTest(scenario["name"]), tempfile.TemporaryDirectory() as folder:
                await self.play(scenario, Path(folder))

    async def test_errors_are_told_by_what_an_app_can_do(self):
        await self.run_file("errors.json")

    async def test_nobody_is_signed_out_by_accident(self):
        await self.run_file("session.json")

    async def test_the_outbox_loses_nothing_and_doubles_nothing(self):
        await self.run_file("outbox.json")

    async def test_a_payment_is_never_shown_otherwise_than_it_is(self):
        await self.run_file("payments.json")

    async def test_requests_keep_to_their_bytes(self):
        await self.run_file("budgets.json")

    async def test_receipts_are_verified_without_a_network(self):
        await self.run_file("receipts.json")

    async def test_duties_are_worked_out_where_the_app_says(self):
        await self.run_file("duties.json")
