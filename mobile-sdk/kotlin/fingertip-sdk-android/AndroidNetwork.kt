package fingertip.sdk.android

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import fingertip.sdk.generated.NetworkMonitor
import fingertip.sdk.generated.NetworkState

/** What Android says of the network. Takes the permission ACCESS_NETWORK_STATE. */
class AndroidNetwork(context: Context) : NetworkMonitor {
    private val manager = context.getSystemService(Context.CONNECTIVITY_SERVICE) as ConnectivityManager

    override fun state(): NetworkState {
        val can = manager.getNetworkCapabilities(manager.activeNetwork)
        return NetworkState(
            online = can?.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) ?: false,
            metered = can?.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)?.not() ?: false,
            constrained = manager.restrictBackgroundStatus == ConnectivityManager.RESTRICT_BACKGROUND_STATUS_ENABLED,
        )
    }
}
