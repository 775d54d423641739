package android.security.keystore

import java.security.spec.AlgorithmParameterSpec

class KeyGenParameterSpec private constructor() : AlgorithmParameterSpec {
    @Suppress("UNUSED_PARAMETER")
    class Builder(alias: String, purposes: Int) {
        fun setBlockModes(vararg modes: String) = this
        fun setEncryptionPaddings(vararg paddings: String) = this
        fun setKeySize(bits: Int) = this
        fun setDigests(vararg digests: String) = this
        fun setAlgorithmParameterSpec(spec: AlgorithmParameterSpec) = this
        fun build() = KeyGenParameterSpec()
    }
}

object KeyProperties {
    const val PURPOSE_ENCRYPT = 1
    const val PURPOSE_DECRYPT = 2
    const val PURPOSE_SIGN = 4
    const val KEY_ALGORITHM_AES = "AES"
    const val KEY_ALGORITHM_EC = "EC"
    const val BLOCK_MODE_GCM = "GCM"
    const val ENCRYPTION_PADDING_NONE = "NoPadding"
    const val DIGEST_SHA256 = "SHA-256"
}
