import Foundation
@_exported @preconcurrency import FingertipSdkGenerated

/// Fingertip on a phone: made once and kept. What waits is `async` and ends with its task; what goes wrong is a `FingertipError`, whose `code` is
/// stable.
public final class FingertipClient: Sendable {
    private let client: Fingertip

    /// Opens a client. Call `payments.resumePending()` next, at every start of the app.
    public init(config: ClientConfig, host: HostServices) throws {
        client = try createClient(config: config, host: host)
    }

    /// What is published: completions and texts. To search use ``search(_:)``, which ends with its task.
    public var content: Content { client.content() }
    /// The tariff, and what goods will cost. Nothing of it binds anybody.
    public var tariff: Tariff { client.tariff() }
    /// Questions to people, through the outbox. To ask the assistant use ``ask(_:)``, which ends with its task.
    public var enquiries: Enquiries { client.enquiry() }
    /// Paying, and proving that it is paid.
    public var payments: Payments { client.payments() }
    /// What is searched where the network does not answer. To get packs use ``availablePacks()`` and ``fetchPack(_:)``, which end with their task.
    public var packs: Packs { client.packs() }
    /// What waits to be sent.
    public var outbox: Outbox { client.outbox() }
    /// Who is signed in.
    public var session: Session { client.session() }

    /// Searches publications and the tariff.
    public func search(_ request: SearchRequest) async throws -> SearchPage {
        try await cancellable { [client] token in try await client.content().search(request: request, cancel: token) }
    }

    /// Asks the assistant. What it cannot answer is no error: see `status`.
    public func ask(_ request: AskRequest) async throws -> Answer {
        try await cancellable { [client] token in try await client.enquiry().ask(request: request, cancel: token) }
    }

    /// Asks until the end of a payment is known or the time is over. A task that is cancelled stops asking; the payment goes on.
    public func awaitFinal(_ attemptId: String, timeoutMs: Int64 = 900_000) async throws -> Payment {
        try await cancellable { [client] token in
            try await client.payments().awaitFinal(attemptId: attemptId, timeoutMs: timeoutMs, cancel: token)
        }
    }

    /// Asks the server which packs there are, and what each would cost to get now.
    public func availablePacks() async throws -> [PackOffer] {
        try await cancellable { [client] token in try await client.packs().available(cancel: token) }
    }

    /// Gets the newest edition of a pack. What arrived stays when the line breaks or the task is cancelled: the next call goes on there.
    public func fetchPack(_ id: String) async throws -> PackFetched {
        try await cancellable { [client] token in try await client.packs().fetch(id: id, cancel: token) }
    }

    /// What happened, from the oldest that nobody has dealt with: an event is acknowledged when the next one is asked for.
    public var events: EventSequence { EventSequence(queue: client.events()) }

    /// What support may see: no secret, no text, no amount.
    public var diagnostics: Diagnostics { client.diagnostics() }

    /// A configuration with usual times. Without `receiptTrustRoot` the keys of receipts are believed as they come over TLS; without
    /// `packTrustRoot` no pack is taken.
    public static func config(
        url: String, jurisdiction: String, languages: [String] = ["en"], receiptTrustRoot: Data = Data(), packTrustRoot: [Data] = []
    ) -> ClientConfig {
        ClientConfig(
            baseUrl: url, jurisdiction: jurisdiction, languages: languages, receiptTrustRoot: receiptTrustRoot,
            packTrustRoot: packTrustRoot, meteredPolicy: .noPacks,
            timeouts: Timeouts(readMs: 15_000, writeMs: 30_000, offlineAfterMs: 2_500))
    }
}

/// Events, one after the other, over all starts of the app.
public struct EventSequence: AsyncSequence, Sendable {
    public typealias Element = Event
    let queue: Events

    public func makeAsyncIterator() -> Iterator { Iterator(queue: queue) }

    public struct Iterator: AsyncIteratorProtocol {
        let queue: Events
        var told: Int64?

        public mutating func next() async throws -> Event? {
            if let told { try queue.ack(seq: told) }
            let queue = queue
            let event = try await cancellable { token in try await queue.wait(cancel: token) }
            told = event.seq
            return event
        }
    }
}

/// Runs work that takes a token, and gives it up when the task is cancelled: a task's own end does not reach the core.
func cancellable<Value: Sendable>(_ work: @Sendable (CancelToken) async throws -> Value) async throws -> Value {
    let token = CancelToken()
    return try await withTaskCancellationHandler {
        try await work(token)
    } onCancel: {
        token.cancel()
    }
}

extension FingertipError {
    /// What an app branches on.
    public var code: String { errorCode(error: self) }
    /// Whether the same call may be made again as it stands.
    public var isRetryable: Bool { FingertipSdkGenerated.isRetryable(error: self) }
    /// After how many milliseconds it is worth trying again, where somebody said so.
    public var retryAfter: Int64? { retryAfterMs(error: self) }
    /// The key of the text that a person is shown.
    public var messageKey: String { userMessageKey(error: self) }
}
