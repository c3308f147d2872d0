package dev.flotilla.cli.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key in PEM: {@code PRIVATE KEY} (PKCS #8) or {@code RSA PRIVATE KEY} (PKCS #1), without a passphrase. */
final class PrivateKeyFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA"};
    /** AlgorithmIdentifier of rsaEncryption with NULL parameters, behind version 0 (RFC 5208). */
    private static final byte[] RSA_PREFIX = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeyFile() {}

    static PrivateKey read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        }
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new IOException(file
                    + (text.contains("BEGIN EC PRIVATE KEY")
                            ? ": convert it with openssl pkcs8 -topk8 -nocrypt"
                            : ": no unencrypted private key in it"));
        }
        byte[] content = Base64.getMimeDecoder().decode(block.group(2));
        return decode(file, block.group(1).startsWith("RSA") ? wrapped(content) : content);
    }

    private static PrivateKey decode(Path file, byte[] pkcs8) throws IOException {
        GeneralSecurityException last = new GeneralSecurityException("unknown algorithm");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new IOException(file + ": no usable private key: " + last.getMessage(), last);
    }

    private static byte[] wrapped(byte[] pkcs1) {
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(RSA_PREFIX);
        inner.writeBytes(tagged(OCTET_STRING, pkcs1));
        return tagged(SEQUENCE, inner.toByteArray());
    }

    /** DER: tag, length in the long form of two bytes (a key is always longer than 127 and shorter than 65536). */
    private static byte[] tagged(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x82);
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
