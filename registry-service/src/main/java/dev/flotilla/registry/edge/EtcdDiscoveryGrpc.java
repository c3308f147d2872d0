package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.AwaitMemberRequest;
import dev.flotilla.proto.v1.CreateTokenRequest;
import dev.flotilla.proto.v1.EtcdDiscovery;
import dev.flotilla.proto.v1.EtcdDiscoveryMember;
import dev.flotilla.proto.v1.EtcdDiscoveryServiceGrpc;
import dev.flotilla.proto.v1.GetTokenRequest;
import dev.flotilla.proto.v1.RegisterMemberRequest;
import dev.flotilla.proto.v1.RemoveMemberRequest;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.bootstrap.Discovery;
import dev.flotilla.registry.record.BootstrapRecords;
import dev.flotilla.wire.TimeWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** {@code EtcdDiscoveryService}. */
@GrpcService
public class EtcdDiscoveryGrpc extends EtcdDiscoveryServiceGrpc.EtcdDiscoveryServiceImplBase {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Registry registry;

    EtcdDiscoveryGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void createToken(CreateTokenRequest request, StreamObserver<EtcdDiscovery> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.discoveryTokens()
                        .create(request.getSize(), TimeWire.fromProto(request.getTtl(), "ttl"), wanted),
                EtcdDiscoveryGrpc::message);
    }

    @Override
    public void getToken(GetTokenRequest request, StreamObserver<EtcdDiscovery> observer) {
        Replies.reply(observer, () -> registry.discoveryTokens().get(request.getToken()), EtcdDiscoveryGrpc::message);
    }

    @Override
    public void registerMember(RegisterMemberRequest request, StreamObserver<EtcdDiscovery> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.discoveryTokens()
                        .register(request.getToken(), request.getMemberId(), request.getValue(), wanted),
                EtcdDiscoveryGrpc::message);
    }

    @Override
    public void removeMember(RemoveMemberRequest request, StreamObserver<EtcdDiscovery> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.discoveryTokens().remove(request.getToken(), request.getMemberId(), wanted),
                EtcdDiscoveryGrpc::message);
    }

    @Override
    public void awaitMember(AwaitMemberRequest request, StreamObserver<EtcdDiscovery> observer) {
        Duration asked = TimeWire.fromProto(request.getPatience(), "patience");
        Duration patience = asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
        Replies.reply(
                observer,
                () -> registry.discoveryTokens()
                        .await(request.getToken(), Requests.revision(request.getFromIndex(), "from_index"), patience),
                EtcdDiscoveryGrpc::message);
    }

    private static EtcdDiscovery message(Discovery discovery) {
        var message = EtcdDiscovery.newBuilder()
                .setToken(BootstrapRecords.message(discovery.token()))
                .setIndex(discovery.index())
                .setCreatedIndex(discovery.createdIndex())
                .setRelistBefore(discovery.relistBefore());
        discovery
                .members()
                .forEach(member -> message.addMembers(EtcdDiscoveryMember.newBuilder()
                        .setId(member.member())
                        .setValue(member.value())
                        .setCreatedIndex(member.createdIndex())));
        return message.build();
    }
}
