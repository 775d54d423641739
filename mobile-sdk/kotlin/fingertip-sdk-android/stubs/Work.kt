package androidx.work

import android.content.Context

class WorkerParameters

@Suppress("UNUSED_PARAMETER")
abstract class ListenableWorker(context: Context, parameters: WorkerParameters) {
    val applicationContext: Context get() = error("a stub")

    class Result private constructor() {
        companion object {
            @JvmStatic fun success(): Result = error("a stub")

            @JvmStatic fun retry(): Result = error("a stub")

            @JvmStatic fun failure(): Result = error("a stub")
        }
    }
}

abstract class CoroutineWorker(context: Context, parameters: WorkerParameters) : ListenableWorker(context, parameters) {
    abstract suspend fun doWork(): Result
}
