package fingertip.sdk.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import fingertip.sdk.generated.DeviceKey
import fingertip.sdk.generated.HostException
import fingertip.sdk.generated.KeyAlgorithm
import java.math.BigInteger
import java.security.GeneralSecurityException
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec

/** A key of P-256 in the Keystore: sessions are bound to it, and nobody takes it out of the phone (RFC 9449). */
class KeystoreDeviceKey : DeviceKey {
    override fun algorithm() = KeyAlgorithm.P256

    override fun publicKey(): ByteArray = guarded {
        val point = (entry().second as ECPublicKey).w
        byteArrayOf(4) + fixed(point.affineX) + fixed(point.affineY)
    }

    override fun sign(message: ByteArray): ByteArray = guarded {
        Signature.getInstance("SHA256withECDSA").run {
            initSign(entry().first)
            update(message)
            sign()
        }
    }

    @Synchronized
    private fun entry(): Pair<PrivateKey, java.security.PublicKey> {
        val store = KeyStore.getInstance(KEYSTORE).apply { load(null) }
        val kept = store.getEntry(ALIAS, null) as KeyStore.PrivateKeyEntry?
        return kept?.let { it.privateKey to it.certificate.publicKey } ?: make()
    }

    private fun make() = KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, KEYSTORE).run {
        initialize(
            KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_SIGN).setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
                .setDigests(KeyProperties.DIGEST_SHA256).build(),
        )
        generateKeyPair().let { it.private to it.public }
    }

    private fun fixed(number: BigInteger): ByteArray {
        val bytes = number.toByteArray()
        return if (bytes.size >= 32) bytes.copyOfRange(bytes.size - 32, bytes.size) else ByteArray(32 - bytes.size) + bytes
    }

    private fun <T> guarded(work: () -> T): T = try {
        work()
    } catch (failure: GeneralSecurityException) {
        throw HostException.Failed("the Keystore: ${failure.javaClass.simpleName}")
    }

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val ALIAS = "fingertip-device"
    }
}
