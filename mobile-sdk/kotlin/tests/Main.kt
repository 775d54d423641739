package fingertip.sdk.tests

import java.nio.file.Files
import java.nio.file.Path
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** A test is a sentence and what shows that it is true. */
class Test(val name: String, val needsServer: Boolean = false, val run: suspend (folder: Path) -> Unit)

/** Runs all tests; ends with 1 where one failed. */
fun main() {
    var (passed, failed, skipped) = listOf(0, 0, 0)
    for (test in crossingTests + hostTests + conformanceTests + liveTests) {
        if (test.needsServer && Server.url == null) {
            skipped++
            continue
        }
        val folder = Files.createTempDirectory("fingertip-kotlin-")
        try {
            runBlocking { withTimeout(SECONDS_MAX * 1000) { test.run(folder) } }
            passed++
        } catch (failure: Throwable) {
            failed++
            println("FAILED ${test.name}: $failure")
            failure.stackTrace.filter { it.className.startsWith("fingertip") }.take(8).forEach { println("    at $it") }
        } finally {
            folder.toFile().deleteRecursively()
        }
    }
    println("Kotlin: $passed passed, $failed failed" + if (skipped > 0) ", $skipped skipped (no server: FINGERTIP_TEST_URL is not set)" else "")
    exitProcess(if (failed > 0) 1 else 0)
}

private const val SECONDS_MAX = 120L
