package fingertip.sdk.android

import android.content.Context
import androidx.work.CoroutineWorker
import androidx.work.ListenableWorker
import androidx.work.WorkerParameters
import fingertip.sdk.Fingertip
import fingertip.sdk.generated.FingertipException
import fingertip.sdk.retryable

/**
 * Sends the outbox and looks at payments under way, when WorkManager finds a network. The app says in [client] which client that is;
 * enqueue it unique, with `NetworkType.CONNECTED` and an exponential back-off.
 */
class OutboxWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): ListenableWorker.Result = try {
        val fingertip = client(applicationContext)
        fingertip.payments.resumePending()
        if (fingertip.outbox.flush().waiting > 0) ListenableWorker.Result.retry() else ListenableWorker.Result.success()
    } catch (error: FingertipException) {
        if (error.retryable) ListenableWorker.Result.retry() else ListenableWorker.Result.failure()
    }

    companion object {
        /** The one client of the app. */
        lateinit var client: (Context) -> Fingertip
    }
}
