package fingertip.sdk

import fingertip.sdk.generated.DeviceKey
import fingertip.sdk.generated.KeyAlgorithm
import fingertip.sdk.generated.TokenStore
import java.math.BigInteger
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.X509EncodedKeySpec
import java.util.Base64

/**
 * A key of P-256 that is kept like any other secret, for programs that have no safer place. On phones use the Keystore, out of which no key
 * comes.
 */
class FileKey(private val store: TokenStore) : DeviceKey {
    private val pair by lazy { load() ?: make() }

    override fun algorithm() = KeyAlgorithm.P256

    /** The point: 4, x, y. */
    override fun publicKey(): ByteArray {
        val point = (pair.second as ECPublicKey).w
        return byteArrayOf(4) + fixed(point.affineX) + fixed(point.affineY)
    }

    override fun sign(message: ByteArray): ByteArray = Signature.getInstance("SHA256withECDSA").run {
        initSign(pair.first)
        update(message)
        sign()
    }

    private fun load() = store.load(SLOT)?.split(' ')?.map(Base64.getDecoder()::decode)?.let { (secret, public) ->
        val keys = KeyFactory.getInstance("EC")
        keys.generatePrivate(PKCS8EncodedKeySpec(secret)) to keys.generatePublic(X509EncodedKeySpec(public))
    }

    private fun make() = KeyPairGenerator.getInstance("EC").run {
        initialize(ECGenParameterSpec("secp256r1"))
        val made = generateKeyPair()
        store.save(SLOT, listOf(made.private, made.public).joinToString(" ") { Base64.getEncoder().encodeToString(it.encoded) })
        made.private to made.public
    }

    private fun fixed(number: BigInteger): ByteArray {
        val bytes = number.toByteArray()
        return if (bytes.size >= 32) bytes.copyOfRange(bytes.size - 32, bytes.size) else ByteArray(32 - bytes.size) + bytes
    }

    private companion object {
        const val SLOT = "device-key"
    }
}
