package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** File system errors for a person. */
final class Words {
    private Words() {}

    static String of(IOException e) {
        String message =
                switch (e) {
                    case AccessDeniedException denied -> "permission denied: " + denied.getFile();
                    case FileSystemException fs when fs.getReason() != null -> fs.getFile() + ": " + fs.getReason();
                    default -> e.getMessage();
                };
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
