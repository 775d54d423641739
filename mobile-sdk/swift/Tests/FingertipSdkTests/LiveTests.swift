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

    private func start() throws -> FingertipClient {
        let (url, proxy) = (url, proxy)
        return try app(folder, URLSessionTransport { $0.replacingOccurrences(of: url, with: proxy) }, url: url)
    }

    private func wish(_ client: FingertipClient) async throws -> NewPayment {
        let place = try XCTUnwrap(environment["FINGERTIP_TEST_NOTICES"])
        let names = try FileManager.default.contentsOfDirectory(atPath: place)
        let reference = try XCTUnwrap(names.first { (try? FileManager.default.removeItem(atPath: "\(place)/\($0)")) != nil })
        let notice = try await client.payments.notice(reference: reference)
        let part = PayNotice(reference: notice.reference, version: notice.version)
        return NewPayment(notices: [part], expectedTotal: notice.owed, rail: .card)
    }

    private func pay(_ client: FingertipClient, _ payment: Payment, _ wish: NewPayment) async throws {
        guard case .redirect(let page) = payment.nextAction else { return XCTFail("no page: \(payment.nextAction)") }
        try await tell("POST", page.replacingOccurrences(of: "/sim/pay/", with: "/sim/payments/") + "/approve", "")
        let done = try await client.awaitFinal(payment.attemptId, timeoutMs: 60_000)
        guard case .succeeded(let receipts) = done.standing else { return XCTFail("not paid: \(done.standing)") }
        XCTAssertEqual(receipts.map { $0.fields().notice }, wish.notices.map(\.reference))
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
