import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif
import FingertipSdkGenerated

/// Sends by `URLSession`. TLS, proxies and trust are those of the system; it keeps no cookie and follows no redirect.
public final class URLSessionTransport: NSObject, Transport, URLSessionTaskDelegate, @unchecked Sendable {
    private let lock = NSLock()
    private var running: [String: URLSessionTask] = [:]
    private let address: @Sendable (String) -> String
    private let session: URLSession

    /// `address` may lead requests elsewhere (through a proxy of a test); what is signed stays made for the address that was asked for.
    public init(address: @escaping @Sendable (String) -> String = { $0 }) {
        self.address = address
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        session = URLSession(configuration: configuration)
        super.init()
    }

    public func send(request: HttpRequest) async throws -> HttpResponse {
        guard let url = URL(string: address(request.url)) else { throw TransportError.Broken(detail: "not an address") }
        var asked = URLRequest(url: url, timeoutInterval: Double(request.timeoutMs) / 1000)
        asked.httpMethod = request.method == .get ? "GET" : "POST"
        for header in request.headers { asked.setValue(header.value, forHTTPHeaderField: header.name) }
        if request.method == .post { asked.httpBody = request.body }
        let prepared = asked
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let task = session.dataTask(with: prepared) { [weak self] data, response, error in
                    self?.forget(request.id)
                    continuation.resume(with: Self.told(data, response, error))
                }
                task.delegate = self
                remember(task, request.id)
                task.resume()
            }
        } onCancel: {
            cancel(requestId: request.id)
        }
    }

    public func cancel(requestId: String) {
        lock.withLock { running.removeValue(forKey: requestId) }?.cancel()
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    private func remember(_ task: URLSessionTask, _ id: String) {
        lock.withLock { running[id] = task }
    }

    private func forget(_ id: String) {
        lock.withLock { _ = running.removeValue(forKey: id) }
    }

    private static func told(_ data: Data?, _ response: URLResponse?, _ error: Error?) -> Result<HttpResponse, Error> {
        if let error { return .failure(told(error)) }
        guard let answer = response as? HTTPURLResponse else { return .failure(TransportError.Broken(detail: "not HTTP")) }
        let body = data ?? Data()
        let promised = answer.expectedContentLength
        // Unpacked answers are longer than was promised, never shorter.
        if promised > 0, Int64(body.count) < promised { return .failure(TransportError.Broken(detail: "the answer was cut off")) }
        let headers = answer.allHeaderFields.map { HttpHeader(name: "\($0.key)", value: "\($0.value)") }
        return .success(HttpResponse(status: Int64(answer.statusCode), headers: headers, body: body, wireBytes: nil))
    }

    /// Says "offline" only where not a byte was sent.
    private static func told(_ error: Error) -> TransportError {
        switch (error as? URLError)?.code {
        case .notConnectedToInternet?, .cannotFindHost?, .cannotConnectToHost?, .dnsLookupFailed?: .Offline
        case .timedOut?: .Timeout
        case .cancelled?: .Cancelled
        default: .Broken(detail: "\(type(of: error))")
        }
    }
}
