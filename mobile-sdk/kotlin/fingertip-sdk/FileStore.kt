package fingertip.sdk

import fingertip.sdk.generated.HostException
import fingertip.sdk.generated.TokenStore
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.TRUNCATE_EXISTING
import java.nio.file.StandardOpenOption.WRITE
import java.nio.file.attribute.PosixFilePermissions

/**
 * Keeps secrets in files that their owner alone may read: for programs on a server or a desk. On phones use the Keystore
 * (`fingertip-sdk-android`). What [save] returned from is on the disk, whole.
 */
class FileStore(private val folder: Path) : TokenStore {
    override fun load(slot: String): String? = guarded {
        try {
            Files.readString(path(slot))
        } catch (none: NoSuchFileException) {
            null
        }
    }

    override fun save(slot: String, secret: String) = guarded {
        Files.createDirectories(folder)
        val fresh = folder.resolve("$slot.new")
        FileChannel.open(fresh, setOf(CREATE, WRITE, TRUNCATE_EXISTING), OWNER_ALONE).use { file ->
            val bytes = java.nio.ByteBuffer.wrap(secret.encodeToByteArray())
            while (bytes.hasRemaining()) file.write(bytes)
            file.force(true)
        }
        Files.move(fresh, path(slot), ATOMIC_MOVE)
        FileChannel.open(folder, READ).use { it.force(true) }
    }

    override fun clear(slot: String) = guarded {
        Files.deleteIfExists(path(slot))
        Unit
    }

    private fun path(slot: String): Path {
        require(slot.matches(Regex("[a-z-]{1,40}"))) { "not the name of a slot" }
        return folder.resolve("$slot.secret")
    }

    private fun <T> guarded(work: () -> T): T = try {
        work()
    } catch (failure: IOException) {
        throw HostException.Failed("the store of secrets: ${failure.javaClass.simpleName}")
    }

    private companion object {
        val OWNER_ALONE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    }
}
