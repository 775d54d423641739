package fingertip.sdk.tests

/** Fails unless both are the same. */
fun <T> expect(expected: T, actual: T, about: String = "") {
    if (expected != actual) throw AssertionError("$about expected $expected, and found $actual".trim())
}

/** Fails unless it is so. */
fun expect(holds: Boolean, about: String) {
    if (!holds) throw AssertionError(about)
}

/** Runs what has to fail with an [E], and returns that. */
inline fun <reified E : Throwable> expectFailure(work: () -> Unit): E {
    try {
        work()
    } catch (failure: Throwable) {
        return failure as? E ?: throw AssertionError("expected ${E::class.simpleName}, and found $failure", failure)
    }
    throw AssertionError("expected ${E::class.simpleName}, and nothing failed")
}
