package dev.flotilla.cli.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers every request on loopback with a unit that is as it is wanted, one connection after the other. */
final class CannedGateway implements AutoCloseable {
    private static final String UNIT = """
            {"name":"web@1.service","unit":"web@1.service","hash":"bc40043f3ab1d1fc5b6e4bd7d2f1b5a0f1f0a2c3","desiredState":"@","currentState":"@",
            "global":false,"description":"Web","machineID":"0123456789abcdef0123456789abcdef","states":[{"unit":
            "web@1.service","machineID":"0123456789abcdef0123456789abcdef","hash":"bc40043f3ab1d1fc5b6e4bd7d2f1b5a0f1f0a2c3",
            "observedState":"@","load":"loaded","active":"active","sub":"running"}],"options":[{"section":"Service",
            "name":"ExecStart","value":"/bin/true"}]}
            """;

    private final ServerSocket server;
    private volatile String desired = "launched";

    CannedGateway() throws IOException {
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "canned-gateway");
        thread.setDaemon(true);
        thread.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void desired(String state) {
        desired = state;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                answerAll(socket);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void answerAll(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();
        for (String request = in.readLine(); request != null; request = in.readLine()) {
            int length = 0;
            for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            for (int read = 0; read < length; read++) {
                in.read();
            }
            byte[] body = body(request.split(" ")[1]).getBytes(StandardCharsets.UTF_8);
            String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length;
            out.write((head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.flush();
        }
    }

    private String body(String path) {
        String unit = UNIT.replace("@\"", desired + "\"").replace("\n", "");
        if (path.startsWith("/v1/units/")) {
            return unit;
        }
        return "{\"units\":[" + unit + "],\"states\":[" + unit + "],\"events\":[{\"revision\":1,\"sentence\":\"x\"}],"
                + "\"machines\":[{\"id\":\"0123456789abcdef0123456789abcdef\",\"primaryIP\":\"127.0.0.1\","
                + "\"metadata\":{\"disk\":\"ssd\"}}]}";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
