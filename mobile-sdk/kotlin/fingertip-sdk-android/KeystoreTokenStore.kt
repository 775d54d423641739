package fingertip.sdk.android

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import fingertip.sdk.FileStore
import fingertip.sdk.generated.HostException
import fingertip.sdk.generated.TokenStore
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.util.Base64
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Keeps secrets encrypted by a key that never leaves the Keystore, in a folder that no backup takes (rows SEC-MOB-01, MASVS-STORAGE-1 and 2).
 *
 * It opens after the first unlock, so that the outbox can be sent in the background.
 */
class KeystoreTokenStore(context: Context) : TokenStore {
    private val files = FileStore(context.noBackupFilesDir.toPath().resolve("fingertip"))

    override fun load(slot: String): String? = files.load(slot)?.let { sealed -> guarded { open(slot, sealed) } }

    override fun save(slot: String, secret: String) = files.save(slot, guarded { seal(slot, secret) })

    override fun clear(slot: String) = files.clear(slot)

    private fun seal(slot: String, secret: String): String {
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key()); updateAAD(slot.encodeToByteArray()) }
        return Base64.getEncoder().encodeToString(cipher.iv + cipher.doFinal(secret.encodeToByteArray()))
    }

    private fun open(slot: String, sealed: String): String {
        val bytes = Base64.getDecoder().decode(sealed)
        val nonce = GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES)
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.DECRYPT_MODE, key(), nonce); updateAAD(slot.encodeToByteArray()) }
        return cipher.doFinal(bytes, NONCE_BYTES, bytes.size - NONCE_BYTES).decodeToString()
    }

    private fun key(): SecretKey = KeyStore.getInstance(KEYSTORE).apply { load(null) }.getKey(ALIAS, null) as SecretKey? ?: make()

    private fun make(): SecretKey = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).run {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        init(
            KeyGenParameterSpec.Builder(ALIAS, purposes).setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE).setKeySize(256).build(),
        )
        generateKey()
    }

    private fun <T> guarded(work: () -> T): T = try {
        work()
    } catch (failure: GeneralSecurityException) {
        throw HostException.Failed("the Keystore: ${failure.javaClass.simpleName}")
    }

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val ALIAS = "fingertip-secrets"
        const val CIPHER = "AES/GCM/NoPadding"
        const val TAG_BITS = 128
        const val NONCE_BYTES = 12
    }
}
