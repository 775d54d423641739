import FingertipSdk
import Foundation

let coffee = SearchRequest(text: "coffee", policy: .networkFirst)
let nothingFound = #"{"data":{"search":{"nodes":[],"hasNextPage":false,"endCursor":null,"corrected":null,"mode":"WORDS","intercept":null,"requestId":"1"}}}"#
let offline = Scripted { _ in throw TransportError.Offline }

/// Answers as a test says, and notes what it was asked.
final class Scripted: Transport, @unchecked Sendable {
    private let lock = NSLock()
    private var noted: [HttpRequest] = []
    private let reply: @Sendable (HttpRequest) async throws -> HttpResponse

    init(_ reply: @escaping @Sendable (HttpRequest) async throws -> HttpResponse) {
        self.reply = reply
    }

    var sent: [HttpRequest] { lock.withLock { noted } }

    func send(request: HttpRequest) async throws -> HttpResponse {
        lock.withLock { noted.append(request) }
        return try await reply(request)
    }

    func cancel(requestId: String) {}
}

/// A safe whose phone is locked.
final class Locked: TokenStore {
    func load(slot: String) throws -> String? { throw HostError.Failed(detail: "the phone is locked") }
    func save(slot: String, secret: String) throws { throw HostError.Failed(detail: "the phone is locked") }
    func clear(slot: String) throws { throw HostError.Failed(detail: "the phone is locked") }
}

func answer(_ json: String, status: Int64 = 200) -> HttpResponse {
    HttpResponse(status: status, headers: [], body: Data(json.utf8), wireBytes: nil)
}

/// An app, as it is after each start: what it keeps is in the folder.
func app(
    _ folder: URL, _ transport: Transport, url: String = "http://127.0.0.1:9", tokens: TokenStore? = nil, listRoot: Data = Data()
) throws -> FingertipClient {
    let store = tokens ?? FileStore(folder: folder.appendingPathComponent("secrets"))
    let host = HostServices(transport: transport, tokens: store, folder: folder.appendingPathComponent("data").path)
    let config = FingertipClient.config(url: url, jurisdiction: "ZZ", receiptTrustRoot: listRoot, packTrustRoot: packRoots)
    return try FingertipClient(config: config, host: host)
}

/// The roots of packs of the server that the tests run beside.
let packRoots = (ProcessInfo.processInfo.environment["FINGERTIP_TEST_PACK_ROOTS"] ?? "").split(separator: ",").map { bytes(String($0)) }

/// The bytes that hexadecimal digits say.
func bytes(_ digits: String) -> Data {
    let digits = Array(digits)
    return Data(stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0..<$0 + 2]), radix: 16) })
}

/// What the work fails with; nothing where it does not.
func failure<Value>(_ work: () async throws -> Value) async -> Error? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error
    }
}
