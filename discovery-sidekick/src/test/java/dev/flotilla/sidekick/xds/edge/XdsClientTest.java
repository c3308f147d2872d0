package dev.flotilla.sidekick.xds.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Empty;
import com.google.protobuf.StringValue;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.HostLookup;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.xds.XdsChannelCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gRPC client without a proxy: {@code xds:///website}. Its bootstrap is read once in a process: there is one server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class XdsClientTest {
    private static final Logger LOG = LoggerFactory.getLogger(XdsClientTest.class);
    private static final MethodDescriptor<Empty, StringValue> WHO = MethodDescriptor.<Empty, StringValue>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("test.Who/Are")
            .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
            .build();

    private static final Path EXAMPLE =
            Path.of(System.getProperty("flotilla.root", ".."), "examples", "grpc-xds", "bootstrap.json");

    private final Directory directory = Directories.directory();
    private final Map<String, Server> servers = new HashMap<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private XdsServer xds;

    @BeforeAll
    void start() throws IOException {
        xds = new XdsServer(loopback(), directory, HostLookup.SYSTEM);
    }

    @AfterEach
    void hangUp() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    @AfterAll
    void stop() {
        xds.close();
        servers.values().forEach(Server::shutdownNow);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private Instance instance(String service, String name) throws IOException {
        Server server = NettyServerBuilder.forAddress(loopback())
                .addService(ServerServiceDefinition.builder("test.Who")
                        .addMethod(WHO, ServerCalls.asyncUnaryCall((request, answer) -> {
                            answer.onNext(StringValue.of(name));
                            answer.onCompleted();
                        }))
                        .build())
                .build()
                .start();
        servers.put(service + "/" + name, server);
        return Directories.instance(service, name, "127.0.0.1", server.getPort());
    }

    private ManagedChannel channel(String target) throws IOException {
        // The example as it is printed, but for the port.
        String bootstrap = Files.readString(EXAMPLE);
        assertThat(bootstrap).contains("\"127.0.0.1:49254\"");
        System.setProperty(
                "io.grpc.xds.bootstrapConfig", bootstrap.replace("127.0.0.1:49254", "127.0.0.1:" + xds.port()));
        ManagedChannel channel = Grpc.newChannelBuilder(
                        target, XdsChannelCredentials.create(InsecureChannelCredentials.create()))
                .build();
        channels.add(channel);
        return channel;
    }

    private static String who(ManagedChannel channel) {
        return ClientCalls.blockingUnaryCall(
                        channel,
                        WHO,
                        CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(60, TimeUnit.SECONDS),
                        Empty.getDefaultInstance())
                .getValue();
    }

    private static Set<String> next(ManagedChannel channel, int calls) {
        Set<String> who = new TreeSet<>();
        for (int i = 0; i < calls; i++) {
            who.add(who(channel));
        }
        return who;
    }

    @Test
    void balancesOverTheInstancesAndFollowsThem() throws Exception {
        Instance one = instance("website", "one");
        Instance two = instance("website", "two");
        Instance three = instance("website", "three");
        directory.replace(List.of(one, two), 1);
        ManagedChannel channel = channel("xds:///website");
        await().atMost(Duration.ofSeconds(30)).until(() -> next(channel, 4).equals(Set.of("one", "two")));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            counts.merge(who(channel), 1, Integer::sum);
        }
        assertThat(counts.values()).allMatch(count -> count > 40);

        long begun = System.nanoTime();
        directory.apply(List.of(three), List.of(), 2);
        await().atMost(Duration.ofSeconds(2)).until(() -> next(channel, 6).size() == 3);
        LOG.info("followed a new one after {} ms", (System.nanoTime() - begun) / 1_000_000);

        begun = System.nanoTime();
        directory.apply(List.of(two.withStatus(InstanceStatus.DRAINING)), List.of(one.key()), 3);
        await().atMost(Duration.ofSeconds(2)).until(() -> next(channel, 6).equals(Set.of("three")));
        LOG.info("followed one that left after {} ms", (System.nanoTime() - begun) / 1_000_000);
    }

    /** The client waits for 15 s before it believes that there is no such service. */
    @Test
    void aServiceThatComesAfterItsClientIsFound() throws Exception {
        directory.replace(List.of(Directories.instance("other", "one", "127.0.0.9", 80)), 1);
        ManagedChannel channel = channel("xds:///late");
        assertThatThrownBy(() -> who(channel)).hasMessageContaining("LDS resource late");

        directory.apply(List.of(Directories.instance("other", "two", "127.0.0.9", 81)), List.of(), 2);
        directory.apply(List.of(instance("late", "one")), List.of(), 3);
        await().atMost(Duration.ofSeconds(5))
                .ignoreException(StatusRuntimeException.class)
                .until(() -> who(channel).equals("one"));
    }
}
