package dev.flotilla.sidekick.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An HAProxy's runtime socket, with one backend whose servers are {@code web1}, {@code web2} and so on. */
public final class FakeHaproxy implements AutoCloseable {
    private static final Map<String, Integer> ADMIN = Map.of("ready", 0, "maint", 1, "drain", 8);

    private final ServerSocket listener;
    private final TreeMap<String, String> places = new TreeMap<>();
    private final TreeMap<String, String> states = new TreeMap<>();

    public FakeHaproxy(int servers) throws IOException {
        this(servers, "127.0.0.1", 0);
    }

    /** @param port 0: any */
    public FakeHaproxy(int servers, String address, int port) throws IOException {
        listener = new ServerSocket(port, 50, InetAddress.getByName(address));
        for (int i = 1; i <= servers; i++) {
            places.put("web" + i, "0.0.0.0 0");
            states.put("web" + i, "maint");
        }
        Thread.ofVirtual().start(this::serve);
    }

    /** As it is configured: {@code host:port}. */
    public String address() {
        return listener.getInetAddress().getHostAddress() + ":" + port();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What each server that is in use does: {@code 10.0.0.1 80 ready}. */
    public synchronized List<String> inUse() {
        List<String> servers = new ArrayList<>();
        places.forEach((server, place) -> servers.add(place + " " + states.get(server)));
        servers.removeIf(server -> server.endsWith("maint"));
        return servers;
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                String command = new BufferedReader(
                                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                client.getOutputStream().write(answer(command.split(" ")).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private synchronized String answer(String[] words) {
        if (words[0].equals("show")) {
            StringBuilder lines = new StringBuilder("1\n# be_id be_name srv_id srv_name srv_addr ...\n");
            places.forEach((server, place) -> lines.append(line(server, place.split(" "))));
            return lines.toString();
        }
        String server = words[2].substring(words[2].indexOf('/') + 1);
        if (words[3].equals("addr")) {
            places.put(server, words[4] + " " + words[6]);
            return "IP changed\n";
        }
        states.put(server, words[4]);
        return "\n";
    }

    private String line(String server, String[] place) {
        return "2 website 1 " + server + " " + place[0] + " 2 " + ADMIN.get(states.get(server))
                + " 1 1 0 0 0 0 0 0 0 0 - " + place[1] + " - 0 0 - - 0\n";
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
