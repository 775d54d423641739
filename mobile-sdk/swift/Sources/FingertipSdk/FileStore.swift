import Foundation
import FingertipSdkGenerated

/// Keeps secrets in files that their owner alone may read: for programs on a server or a desk. On phones use the Keychain
/// (`KeychainStore`), out of every backup.
public final class FileStore: TokenStore, Sendable {
    private let folder: URL

    public init(folder: URL) {
        self.folder = folder
    }

    public func load(slot: String) throws -> String? {
        let path = try file(slot)
        guard FileManager.default.fileExists(atPath: path.path) else { return nil }
        return try guarded { try String(contentsOf: path, encoding: .utf8) }
    }

    public func save(slot: String, secret: String) throws {
        let path = try file(slot)
        try guarded {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let fresh = folder.appendingPathComponent("\(slot).new")
            guard FileManager.default.createFile(atPath: fresh.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown)
            }
            let handle = try FileHandle(forWritingTo: fresh)
            defer { try? handle.close() }
            try handle.write(contentsOf: Data(secret.utf8))
            try handle.synchronize()
            guard rename(fresh.path, path.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
    }

    public func clear(slot: String) throws {
        let path = try file(slot)
        if FileManager.default.fileExists(atPath: path.path) { try guarded { try FileManager.default.removeItem(at: path) } }
    }

    private func file(_ slot: String) throws -> URL {
        guard slot.allSatisfy({ $0.isASCII && ($0.isLowercase || $0 == "-") }), !slot.isEmpty else {
            throw HostError.Failed(detail: "not the name of a slot")
        }
        return folder.appendingPathComponent("\(slot).secret")
    }

    private func guarded<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as HostError {
            throw error
        } catch {
            throw HostError.Failed(detail: "the store of secrets: \(type(of: error))")
        }
    }
}
