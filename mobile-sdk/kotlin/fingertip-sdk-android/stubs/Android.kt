// The names of Android that the glue uses, with nothing behind them: enough for the compiler to check it where there is no Android. Never shipped.
package android.content

open class Context {
    open val noBackupFilesDir: java.io.File get() = error("a stub")
    open val applicationContext: Context get() = error("a stub")
    open fun getSystemService(name: String): Any = error("a stub: $name")

    companion object {
        const val CONNECTIVITY_SERVICE = "connectivity"
    }
}
