package fingertip.sdk.tests

/** Reads and writes JSON for tests: the JVM has nothing for it. */
object Json {
    fun parse(text: String): Any? = Reader(text).run { value().also { end() } }

    fun write(value: Any?): String = when (value) {
        is Map<*, *> -> value.entries.joinToString(",", "{", "}") { "${write(it.key)}:${write(it.value)}" }
        is List<*> -> value.joinToString(",", "[", "]", transform = ::write)
        is String -> value.map { if (it < ' ' || it == '"' || it == '\\') "\\u%04x".format(it.code) else it }.joinToString("", "\"", "\"")
        else -> value.toString()
    }

    private class Reader(private val text: String) {
        private var at = 0

        fun end() = skip().also { require(at == text.length) { "something stands after the end" } }

        fun value(): Any? {
            skip()
            return when (val sign = text[at]) {
                '{' -> buildMap { list('}') { (value() as String).also { expect(':') }.let { put(it, value()) } } }
                '[' -> buildList { list(']') { add(value()) } }
                '"' -> string()
                else -> word(sign)
            }
        }

        private fun word(sign: Char): Any? {
            val word = Regex("[-+.\\w]+").matchAt(text, at)?.value ?: error("unexpected $sign at $at")
            at += word.length
            return when (word) {
                "true" -> true
                "false" -> false
                "null" -> null
                else -> word.toLongOrNull() ?: word.toDouble()
            }
        }

        private fun list(close: Char, item: () -> Unit) {
            at++
            skip()
            if (text[at] == close) { at++; return }
            while (true) {
                item()
                skip()
                if (text[at++] == close) return
                require(text[at - 1] == ',') { "a comma is missing at $at" }
            }
        }

        private fun string(): String = buildString {
            at++
            while (text[at] != '"') {
                val sign = text[at++]
                append(if (sign == '\\') escaped() else sign)
            }
            at++
        }

        private fun escaped(): Char = when (val sign = text[at++]) {
            'n' -> '\n'
            't' -> '\t'
            'r' -> '\r'
            'b' -> '\b'
            'f' -> '\u000c'
            'u' -> text.substring(at, at + 4).toInt(16).toChar().also { at += 4 }
            else -> sign
        }

        private fun expect(sign: Char) = skip().also { require(text[at++] == sign) { "$sign is missing at $at" } }

        private fun skip() {
            while (at < text.length && text[at].isWhitespace()) at++
        }
    }
}
