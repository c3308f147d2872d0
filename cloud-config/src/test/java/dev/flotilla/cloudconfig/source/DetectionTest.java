package dev.flotilla.cloudconfig.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What user-data is taken for. */
class DetectionTest {
    @Test
    void theFirstLineDecides() {
        assertThat(detect("")).isEqualTo(new UserData.Empty());
        assertThat(detect("#!/bin/sh\n")).isInstanceOf(UserData.Script.class);
        assertThat(detect("#cloud-config\r\na: b\r\n")).isInstanceOf(UserData.CloudConfigText.class);
        assertThat(detect("#cloud-config")).isInstanceOf(UserData.CloudConfigText.class);
        assertThat(detect("#cloud-configs\n")).isInstanceOf(UserData.Unrecognized.class);
        assertThat(detect("\n#cloud-config\n")).isInstanceOf(UserData.Unrecognized.class);
    }

    @Test
    void ignitionIsKnownByItsVersion() {
        assertThat(detect("{\"ignitionVersion\": 1}")).isInstanceOf(UserData.Ignition.class);
        assertThat(detect(" {\"storage\": {}, \"ignition\": {\"config\": {}, \"version\": \"3.3.0\"}}"))
                .isInstanceOf(UserData.Ignition.class);
        assertThat(detect("{\"ignition\": {}}")).isInstanceOf(UserData.Unrecognized.class);
        assertThat(detect("{\"ignition\": ")).isInstanceOf(UserData.Unrecognized.class);
    }

    @Test
    void gzipIsUnpackedAsOftenAsNeedBeAndNoFurther() {
        byte[] packed = gzip(gzip("#cloud-config\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(Detection.detect(packed)).isEqualTo(new UserData.CloudConfigText("#cloud-config\n"));
        for (int i = 0; i < 10; i++) {
            packed = gzip(packed);
        }
        assertThat(Detection.detect(packed)).isInstanceOf(UserData.Unrecognized.class);
        assertThat(Detection.detect(gzip(new byte[Gzip.MAX_UNPACKED_BYTES + 1])))
                .isInstanceOf(UserData.Unrecognized.class);
    }

    @Test
    void aMessageHasItsPartsInOrder() {
        UserData data = detect("""
                MIME-Version: 1.0
                Content-Type: multipart/mixed;
                 boundary="a b"

                preamble
                --a b
                Content-Type: text/cloud-config; charset=utf-8

                #cloud-config
                hostname: x
                --a b
                Content-Type: text/x-shellscript
                Content-Transfer-Encoding: base64

                IyEvYmluL3NoCg==
                --a b--
                epilogue
                """);
        assertThat(data)
                .isEqualTo(new UserData.Multipart(java.util.List.of(
                        new UserData.CloudConfigText("#cloud-config\nhostname: x"),
                        new UserData.Script("#!/bin/sh\n"))));
    }

    @Test
    void aPartMayBePackedWithOrWithoutBase64() {
        byte[] packed = gzip("#cloud-config\nhostname: ä\n".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(
                ascii(
                        "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: application/gzip\nContent-Transfer-Encoding: binary\n\n"));
        message.writeBytes(packed);
        message.writeBytes(ascii("\n--B\nContent-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n"));
        message.writeBytes(Base64.getMimeEncoder().encode(packed));
        message.writeBytes(ascii("\n--B--\n"));
        var config = new UserData.CloudConfigText("#cloud-config\nhostname: ä\n");
        assertThat(Detection.detect(message.toByteArray()))
                .isEqualTo(new UserData.Multipart(java.util.List.of(config, config)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aMessageWithoutBoundaryIsNone() {
        assertThat(detect("Content-Type: multipart/mixed\n\nx\n")).isInstanceOf(UserData.Unrecognized.class);
    }

    private static UserData detect(String text) {
        return Detection.detect(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
