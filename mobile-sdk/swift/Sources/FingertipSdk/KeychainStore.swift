#if canImport(Security)
import Foundation
import FingertipSdkGenerated
import Security

/// Keeps secrets in the Keychain, for this phone alone and after its first unlock (rows SEC-MOB-01, MASVS-STORAGE-1 and 2).
public final class KeychainStore: TokenStore, Sendable {
    private let service: String

    public init(service: String = "fingertip") {
        self.service = service
    }

    public func load(slot: String) throws -> String? {
        var query = query(slot)
        query[kSecReturnData as String] = true
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess: return (found as? Data).flatMap { String(data: $0, encoding: .utf8) }
        case errSecItemNotFound: return nil
        case let status: throw HostError.Failed(detail: "the Keychain: \(status)")
        }
    }

    public func save(slot: String, secret: String) throws {
        let value: [String: Any] = [
            kSecValueData as String: Data(secret.utf8),
            kSecAttrAccessible as String: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
        ]
        var status = SecItemUpdate(query(slot) as CFDictionary, value as CFDictionary)
        if status == errSecItemNotFound { status = SecItemAdd(query(slot).merging(value) { $1 } as CFDictionary, nil) }
        guard status == errSecSuccess else { throw HostError.Failed(detail: "the Keychain: \(status)") }
    }

    public func clear(slot: String) throws {
        let status = SecItemDelete(query(slot) as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw HostError.Failed(detail: "the Keychain: \(status)") }
    }

    private func query(_ slot: String) -> [String: Any] {
        [kSecClass as String: kSecClassGenericPassword, kSecAttrService as String: service, kSecAttrAccount as String: slot]
    }
}
#endif
