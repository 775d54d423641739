// Search, duty, question, payment, receipt: `swift run journey URL FOLDER REFERENCE`.
import FingertipSdk
import Foundation

guard CommandLine.arguments.count == 4 else { fatalError("usage: journey URL FOLDER REFERENCE") }
let (url, folder, reference) = (CommandLine.arguments[1], URL(fileURLWithPath: CommandLine.arguments[2]), CommandLine.arguments[3])

/// Says "paid" for what has a receipt whose signature holds, and for nothing else.
func told(_ payment: Payment) -> String {
    switch payment.standing {
    case .succeeded(let receipts): receipts.map { "Paid: receipt \($0.fields().number)\n\($0.text())" }.joined(separator: "\n")
    case .notStarted(let code): "Not begun: \(code)"
    case .failed, .cancelled: "Not paid; nothing was taken."
    default: payment.text ?? "Not known yet. Do not pay again; this is asked again at the next start."
    }
}

do {
    let host = HostServices(
        transport: URLSessionTransport(), tokens: FileStore(folder: folder.appendingPathComponent("secrets")),
        folder: folder.appendingPathComponent("data").path)
    let fingertip = try FingertipClient(config: FingertipClient.config(url: url, jurisdiction: "ZZ"), host: host)
    for payment in try await fingertip.payments.resumePending() { print("From last time:", told(payment)) }

    let page = try await fingertip.search(SearchRequest(text: "used clothes", first: 3, policy: .networkFirst))
    print("Found:", page.hits.map(\.title).joined(separator: " · "))

    let coffee = Goods(code: "0901110010", country: "KE", customsValue: Money(minor: 1_000_000, currency: "XTS"))
    let duty = try await fingertip.tariff.computeDuty(consignment: Consignment(lines: [coffee]))
    print("Duty:", duty.total.map { "\($0.minor) minor units of \($0.currency)" } ?? "\(duty.lines.flatMap(\.needs))")

    let answer = try await fingertip.ask(AskRequest(text: "What does it cost to store a container at Port Meridian?"))
    print("Answer (\(answer.status)):", answer.sentences.map(\.text).joined(separator: " "))

    let notice = try await fingertip.payments.notice(reference: reference)
    print("Owed: \(notice.owed.minor) minor units of \(notice.owed.currency) to \(notice.payee), due on \(notice.dueOn)")
    let part = PayNotice(reference: notice.reference, version: notice.version)
    let payment = try await fingertip.payments.start(
        payment: NewPayment(notices: [part], expectedTotal: notice.owed, rail: .card))
    if case .redirect(let page) = payment.nextAction { print("Pay here:", page) }
    print(told(try await fingertip.awaitFinal(payment.attemptId)))
} catch let error as FingertipError {
    FileHandle.standardError.write(Data("\(error.code): \(error)\n".utf8))
    exit(1)
}
