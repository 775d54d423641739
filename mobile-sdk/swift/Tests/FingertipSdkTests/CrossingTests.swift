import FingertipSdk
import Foundation
import XCTest

/// What crosses between Swift and the core.
final class CrossingTests: XCTestCase {
    private var folder = URL(fileURLWithPath: "/")

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("fingertip-swift-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(at: folder)
    }

    func testASearchGoesThroughTheTransportOfTheApp() async throws {
        let transport = Scripted { _ in answer(nothingFound) }
        let page = try await app(folder, transport).search(coffee)
        XCTAssertEqual(page.freshness.source, .network)
        XCTAssertEqual(transport.sent.count, 1)
    }

    func testAnErrorOfTheAppsOwnCodeMayBeTriedAgain() async throws {
        struct Mistake: Error {}
        let error = await failure { try await app(self.folder, Scripted { _ in throw Mistake() }).search(coffee) }
        XCTAssertTrue((error as? FingertipError)?.isRetryable == true, "\(String(describing: error))")
    }

    func testWithoutANetworkItSaysSo() async throws {
        let error = await failure { try await app(self.folder, offline).search(coffee) } as? FingertipError
        XCTAssertEqual(error?.code, "OFFLINE")
        XCTAssertEqual(error?.messageKey, "fingertip.error.offline")
    }

    func testATaskThatIsCancelledGivesItsSearchUpWithinASecond() async throws {
        let client = try app(folder, Scripted { _ in try await Task.sleep(nanoseconds: 60_000_000_000); return answer(nothingFound) })
        let search = Task { try await client.search(coffee) }
        try await Task.sleep(nanoseconds: 100_000_000)
        let before = Date()
        search.cancel()
        let error = await failure { _ = try await search.value } as? FingertipError
        XCTAssertEqual(error?.code, "CANCELLED")
        XCTAssertLessThan(Date().timeIntervalSince(before), 1)
    }

    func testASafeThatCannotBeOpenedIsNeverTakenForAnEmptyOne() {
        XCTAssertThrowsError(try app(folder, offline, tokens: Locked())) { error in
            guard case FingertipError.HostCallback = error else { return XCTFail("\(error)") }
        }
    }

    func testWhatPeopleAreAskedWaitsInTheOutboxOverTheEndOfTheApp() async throws {
        let tokens = FileStore(folder: folder.appendingPathComponent("secrets"))
        let question = NewEnquiry(question: "Which code has a kayak?", topic: "CLASSIFICATION")
        let name = try app(folder, offline, tokens: tokens).enquiries.open(enquiry: question)
        let reborn = try app(folder, offline, tokens: tokens)
        _ = try await reborn.outbox.flush()
        XCTAssertEqual(reborn.outbox.entries().map(\.id), [name])
        XCTAssertEqual(reborn.outbox.entries().map(\.state), [.queued])
    }

    func testAnEventIsToldAgainUntilTheNextOneIsAskedFor() async throws {
        let tokens = FileStore(folder: folder.appendingPathComponent("secrets"))
        let refusal = #"{"data":{"openEnquiry":{"__typename":"EnquiryRefused","code":"ENQUIRY_TEXT_INVALID","message":"no","facts":[]}}}"#
        let client = try app(folder, Scripted { _ in answer(refusal) }, tokens: tokens)
        _ = try client.enquiries.open(enquiry: NewEnquiry(question: "?", topic: "OTHER"))
        _ = try await client.outbox.flush()
        for _ in 1...2 {
            for try await event in try app(folder, offline, tokens: tokens).events {
                guard case .outboxDead = event.kind else { return XCTFail("\(event.kind)") }
                break // as if the app were killed before it was done
            }
        }
    }

    func testDutiesAreWorkedOutWhereTheAppSays() async throws {
        let transport = Scripted { _ in answer(#"{"errors":[{"message":"no","extensions":{"code":"CODE_NOT_DECLARABLE"}}],"data":null}"#) }
        let client = try app(folder, transport)
        let goods = Goods(code: "0901210000", country: "KE", customsValue: Money(minor: 100_000, currency: "XTS"))
        let consignment = Consignment(lines: [goods])
        for (policy, code, asked) in [(FetchPolicy.packOnly, "OFFLINE", 0), (.cacheThenNetwork, "CODE_NOT_DECLARABLE", 1), (.networkFirst, "CODE_NOT_DECLARABLE", 2)] {
            let error = await failure { _ = try await client.tariff.computeDutyFrom(consignment: consignment, policy: policy) } as? FingertipError
            XCTAssertEqual(error?.code, code)
            XCTAssertEqual(transport.sent.count, asked)
        }
    }

    func testMoneyPaidInAdvanceIsDrawnFromAnAccountOfWhoeverIsSignedIn() async throws {
        let transport = Scripted { _ in answer(nothingFound) }
        let client = try app(folder, transport)
        let (part, total) = (PayNotice(reference: "260018421743", version: 1), Money(minor: 100, currency: "XTS"))
        for payment in [
            NewPayment(notices: [part], expectedTotal: total, rail: .deposit, asAccount: true),
            NewPayment(notices: [part], expectedTotal: total, rail: .card, asAccount: true, account: "70000000000001"),
            NewPayment(notices: [part], expectedTotal: total, rail: .deposit, account: "70000000000001"),
        ] {
            let error = await failure { _ = try await client.payments.start(payment: payment) } as? FingertipError
            XCTAssertEqual(error?.code, "ACCOUNT_UNKNOWN")
        }
        let error = await failure {
            _ = try await client.payments.start(payment: NewPayment(notices: [part], expectedTotal: total, rail: .deposit, asAccount: true, account: "70000000000001"))
        } as? FingertipError
        XCTAssertEqual(error?.code, "SIGNED_OUT")
        XCTAssertEqual(transport.sent.count, 0)
    }

    func testSecretsOfFilesAreThereAfterARestart() throws {
        let place = folder.appendingPathComponent("safe")
        try FileStore(folder: place).save(slot: "session", secret: "secret")
        XCTAssertEqual(try FileStore(folder: place).load(slot: "session"), "secret")
        try FileStore(folder: place).clear(slot: "session")
        XCTAssertNil(try FileStore(folder: place).load(slot: "session"))
        XCTAssertThrowsError(try FileStore(folder: place).load(slot: "../session"))
    }

    func testReceiptsAreJudgedAsEverywhere() throws {
        let vectors = URL(fileURLWithPath: ProcessInfo.processInfo.environment["FINGERTIP_ROOT"] ?? "../..")
            .appendingPathComponent("tests/vectors/receipt")
        var judged = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: vectors.path) where name.hasSuffix(".json") {
            let data = try Data(contentsOf: vectors.appendingPathComponent(name))
            let written = try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
            let home = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: home.appendingPathComponent("data"), withIntermediateDirectories: true)
            let keys = try JSONSerialization.data(withJSONObject: XCTUnwrap(written["keys"]))
            try keys.write(to: home.appendingPathComponent("data/receipt-keys.json"))
            let payments = try app(home, offline).payments
            for vector in try XCTUnwrap(written["vectors"] as? [[String: Any]]) {
                let check = payments.checkReceipt(shown: try XCTUnwrap(vector["text"] as? String))
                XCTAssertEqual(check.verdict, vector["verdict"] as? String, "\(vector["name"] ?? "")")
                XCTAssertEqual(check.receipt != nil, check.verdict == "valid")
                judged += 1
            }
        }
        XCTAssertGreaterThan(judged, 20)
    }
}
