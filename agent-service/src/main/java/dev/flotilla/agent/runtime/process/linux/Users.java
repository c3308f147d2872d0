package dev.flotilla.agent.runtime.process.linux;

import static dev.flotilla.agent.runtime.process.linux.Native.INT;
import static dev.flotilla.agent.runtime.process.linux.Native.POINTER;

import dev.flotilla.agent.runtime.process.host.UserEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/** The machine's users and groups, from wherever the C library has them. */
final class Users {
    private static final long PASSWD_BYTES = 48;
    private static final long GROUP_BYTES = 32;
    private static final MethodHandle BY_NAME = link("getpwnam", POINTER);
    private static final MethodHandle BY_ID = link("getpwuid", INT);
    private static final MethodHandle GROUP_BY_NAME = link("getgrnam", POINTER);

    private Users() {}

    private static MethodHandle link(String name, MemoryLayout argument) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(ValueLayout.ADDRESS, argument));
    }

    /**
     * @param nameOrId digits are an id
     */
    static Optional<UserEntry> user(String nameOrId) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = isNumber(nameOrId)
                    ? (MemorySegment) BY_ID.invokeExact(Integer.parseUnsignedInt(nameOrId))
                    : (MemorySegment) BY_NAME.invokeExact(arena.allocateFrom(nameOrId));
            if (found.equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            MemorySegment entry = found.reinterpret(PASSWD_BYTES);
            return Optional.of(new UserEntry(
                    text(entry, 0),
                    Integer.toUnsignedLong(entry.get(INT, 16)),
                    Integer.toUnsignedLong(entry.get(INT, 20)),
                    text(entry, 32),
                    text(entry, 40)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("getpwnam", e);
        }
    }

    /**
     * A group's id.
     *
     * @param nameOrId digits are an id
     */
    static OptionalLong group(String nameOrId) {
        if (isNumber(nameOrId)) {
            return OptionalLong.of(Integer.toUnsignedLong(Integer.parseUnsignedInt(nameOrId)));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = (MemorySegment) GROUP_BY_NAME.invokeExact(arena.allocateFrom(nameOrId));
            return found.equals(MemorySegment.NULL)
                    ? OptionalLong.empty()
                    : OptionalLong.of(Integer.toUnsignedLong(
                            found.reinterpret(GROUP_BYTES).get(INT, 16)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("getgrnam", e);
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String text(MemorySegment entry, long offset) {
        return entry.get(ValueLayout.ADDRESS, offset)
                .reinterpret(Integer.MAX_VALUE)
                .getString(0);
    }
}
