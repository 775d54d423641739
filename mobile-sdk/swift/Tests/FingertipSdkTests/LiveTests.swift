import FingertipSdk
import Foundation
import XCTest
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A trader's whole way against a server that runs (mobile-sdk/conformance/with_server.py), over a line that goes wrong.
final class LiveTests: XCTestCase {
    private let environment = ProcessInfo.processInfo.environment
    private var folder = URL(fileURLWithPath: "/")
    private var url: String { environment["FINGERTIP_TEST_URL"] ?? "" }
    private var proxy: String { environment["FINGERTIP_TEST_PROXY"] ?? "" }

    override func setUpWithError() throws {
        try XCTSkipIf(url.isEmpty, "no server: FINGERTIP_TEST_URL is not set")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("fingertip-swift-\(UUID().uuidString)")
    }

    func testSearchQuestionPaymentReceipt() async throws {
        let client = try start()
        let found = try await client.search(SearchRequest(text: "used clothes", policy: .networkFirst))
        XCTAssertFalse(found.hits.isEmpty)
        let answer = try await client.ask(AskRequest(text: "What does it cost to store a container at Port Meridian?"))
        XCTAssertFalse(answer.sentences.isEmpty, answer.status)
        let wish = try await wish(client)
        try await pay(client, try await client.payments.start(payment: wish), wish)
    }

    func testALostAnswerPaysNothingTwiceAndTheNextStartFindsThePayment() async throws {
        let client = try start()
        let wish = try await wish(client)
        try await tell("PUT", "\(proxy)/__next", #"["lose_answer","lose_answer","lose_answer","lose_answer"]"#)
        do {
            let begun = try await client.payments.start(payment: wish)
            guard case .unknown = begun.standing else { return XCTFail("\(begun.standing)") }
        } catch FingertipError.PaymentStateUnknown {
            // As good: it says the same.
        }
        try await tell("PUT", "\(proxy)/__next", "[]")
        let reborn = try start()
        let found = try await reborn.payments.resumePending()
        XCTAssertEqual(found.count, 1)
        try await pay(reborn, found[0], wish)
    }

    func testAPackComesOverALineThatBreaksAndAnswersWithoutANetwork() async throws {
        let client = try start()
        let offers = try await client.availablePacks()
        XCTAssertEqual(offers.map(\.id), ["zz-sample"])
        // The list of packs and the list of keys arrive; of the pack itself two answers do not.
        try await tell("PUT", "\(proxy)/__next", #"["none","none","cut_answer","lose_answer"]"#)
        let fetched = try await client.fetchPack("zz-sample")
        XCTAssertEqual([fetched.seq, fetched.files], [1, 1])
        let reborn = try start()
        let page = try await reborn.search(SearchRequest(text: "used clothes", policy: .packOnly))
        XCTAssertEqual(page.freshness.source, .pack)
        XCTAssertFalse(try reborn.packs.text(documentId: XCTUnwrap(page.hits.first?.documentId)).body.isEmpty)
        let left = try await reborn.availablePacks()
        XCTAssertEqual(left.map(\.bytes), [0])
    }

    func testWhatBecameOfReceiptsIsFetchedAndBelievedByTheRootAlone() async throws {
        let client = try start(listRoot: bytes(environment["FINGERTIP_TEST_LIST_ROOT"] ?? ""))
        let keys = try await client.payments.updateReceiptKeys()
        XCTAssertGreaterThan(keys, 0)
        let asOf = try await client.payments.updateReceiptChanges()
        let wish = try await wish(client)
        let done = try await pay(client, try await client.payments.start(payment: wish), wish)
        guard case .succeeded(let receipts) = done.standing else { return XCTFail("not paid: \(done.standing)") }
        let check = client.payments.checkReceipt(shown: try XCTUnwrap(receipts.first).text())
        XCTAssertEqual([check.verdict, check.standing], ["valid", "unchanged"])
        XCTAssertEqual(check.standingAsOfMs, asOf)
        let error = await failure { _ = try await self.start().payments.updateReceiptChanges() } as? FingertipError
        XCTAssertEqual(error?.code, "TRUST_ROOT_MISSING")
    }

    private func start(listRoot: Data = Data()) throws -> FingertipClient {
        let (url, proxy) = (url, proxy)
        return try app(folder, URLSessionTransport { $0.replacingOccurrences(of: url, with: proxy) }, url: url, listRoot: listRoot)
    }

    private func wish(_ client: FingertipClient) async throws -> NewPayment {
        let place = try XCTUnwrap(environment["FINGERTIP_TEST_NOTICES"])
        let names = try FileManager.default.contentsOfDirectory(atPath: place)
        let reference = try XCTUnwrap(names.first { (try? FileManager.default.removeItem(atPath: "\(place)/\($0)")) != nil })
        let notice = try await client.payments.notice(reference: reference)
        let part = PayNotice(reference: notice.reference, version: notice.version)
        return NewPayment(notices: [part], expectedTotal: notice.owed, rail: .card)
    }

    @discardableResult
    private func pay(_ client: FingertipClient, _ payment: Payment, _ wish: NewPayment) async throws -> Payment {
        guard case .redirect(let page) = payment.nextAction else {
            XCTFail("no page: \(payment.nextAction)")
            return payment
        }
        try await tell("POST", page.replacingOccurrences(of: "/sim/pay/", with: "/sim/payments/") + "/approve", "")
        let done = try await client.awaitFinal(payment.attemptId, timeoutMs: 60_000)
        guard case .succeeded(let receipts) = done.standing else {
            XCTFail("not paid: \(done.standing)")
            return done
        }
        XCTAssertEqual(receipts.map { $0.fields().notice }, wish.notices.map(\.reference))
        return done
    }

    private func tell(_ method: String, _ address: String, _ body: String) async throws {
        var request = URLRequest(url: try XCTUnwrap(URL(string: address)))
        request.httpMethod = method
        request.httpBody = Data(body.utf8)
        let prepared = request
        let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int, Error>) in
            URLSession.shared.dataTask(with: prepared) { _, response, error in
                if let error { return continuation.resume(throwing: error) }
                continuation.resume(returning: (response as? HTTPURLResponse)?.statusCode ?? 0)
            }.resume()
        }
        XCTAssertTrue((200..<300).contains(status), "\(method) \(address): \(status)")
    }
}
