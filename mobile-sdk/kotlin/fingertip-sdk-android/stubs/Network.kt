package android.net

class Network

@Suppress("UNUSED_PARAMETER")
class NetworkCapabilities {
    fun hasCapability(capability: Int): Boolean = error("a stub")

    companion object {
        const val NET_CAPABILITY_NOT_METERED = 11
        const val NET_CAPABILITY_INTERNET = 12
    }
}

@Suppress("UNUSED_PARAMETER")
class ConnectivityManager {
    val activeNetwork: Network? get() = error("a stub")
    val restrictBackgroundStatus: Int get() = error("a stub")
    fun getNetworkCapabilities(network: Network?): NetworkCapabilities? = error("a stub")

    companion object {
        const val RESTRICT_BACKGROUND_STATUS_ENABLED = 3
    }
}
