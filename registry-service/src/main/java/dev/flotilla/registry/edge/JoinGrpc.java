package dev.flotilla.registry.edge;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.join.SecretHash;
import dev.flotilla.proto.v1.CheckJoinTokenRequest;
import dev.flotilla.proto.v1.CheckJoinTokenResponse;
import dev.flotilla.proto.v1.CreateJoinTokenRequest;
import dev.flotilla.proto.v1.CreateJoinTokenResponse;
import dev.flotilla.proto.v1.DescribeClusterRequest;
import dev.flotilla.proto.v1.DescribeClusterResponse;
import dev.flotilla.proto.v1.JoinRequest;
import dev.flotilla.proto.v1.JoinResponse;
import dev.flotilla.proto.v1.JoinServiceGrpc;
import dev.flotilla.proto.v1.ListJoinTokensRequest;
import dev.flotilla.proto.v1.ListJoinTokensResponse;
import dev.flotilla.proto.v1.RevokeJoinTokenRequest;
import dev.flotilla.proto.v1.RevokeJoinTokenResponse;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.join.IdentityRequest;
import dev.flotilla.registry.record.JoinRecords;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.TimeWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.List;
import java.util.function.BooleanSupplier;

/** {@code JoinService}. */
@GrpcService
public class JoinGrpc extends JoinServiceGrpc.JoinServiceImplBase {
    private final Registry registry;
    private final List<String> etcd;

    JoinGrpc(Registry registry, RegistryConfig config) {
        this.registry = registry;
        this.etcd = config.store() == RegistryConfig.StoreKind.ETCD
                ? config.etcd().endpoints().orElse(List.of())
                : List.of();
    }

    @Override
    public void join(JoinRequest request, StreamObserver<JoinResponse> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.joining()
                        .join(
                                JoinSecret.parse(request.getToken()),
                                MachineWire.id(request.getMachineId(), "machine_id"),
                                identity(request),
                                wanted),
                joined -> JoinResponse.getDefaultInstance());
    }

    @Override
    public void createJoinToken(CreateJoinTokenRequest request, StreamObserver<CreateJoinTokenResponse> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.joinTokens()
                        .create(
                                TimeWire.fromProto(request.getTtl(), "ttl"),
                                request.getMaxUses(),
                                request.getNote(),
                                request.getCreatedBy(),
                                wanted),
                made -> CreateJoinTokenResponse.newBuilder()
                        .setToken(made.secret().reveal())
                        .setRecord(JoinRecords.message(made.token()))
                        .build());
    }

    @Override
    public void listJoinTokens(ListJoinTokensRequest request, StreamObserver<ListJoinTokensResponse> observer) {
        Replies.replyOffLoop(observer, () -> registry.joinTokens().list(), tokens -> ListJoinTokensResponse.newBuilder()
                .addAllTokens(tokens.stream().map(JoinRecords::message).toList())
                .build());
    }

    @Override
    public void revokeJoinToken(RevokeJoinTokenRequest request, StreamObserver<RevokeJoinTokenResponse> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.joinTokens().revoke(id(request.getId()), wanted),
                token -> RevokeJoinTokenResponse.getDefaultInstance());
    }

    @Override
    public void checkJoinToken(CheckJoinTokenRequest request, StreamObserver<CheckJoinTokenResponse> observer) {
        Replies.reply(
                observer,
                () -> registry.joinTokens().check(JoinSecret.parse(request.getToken())),
                token -> CheckJoinTokenResponse.newBuilder()
                        .setRecord(JoinRecords.message(token))
                        .build());
    }

    @Override
    public void describeCluster(DescribeClusterRequest request, StreamObserver<DescribeClusterResponse> observer) {
        Replies.reply(observer, () -> registry.replicaAddresses(), addresses -> DescribeClusterResponse.newBuilder()
                .addAllRegistry(addresses)
                .addAllEtcd(etcd)
                .setJoinByToken(registry.joinsByToken())
                .build());
    }

    private static IdentityRequest identity(JoinRequest request) {
        return switch (request.getIdentityCase()) {
            case CREDENTIAL_SHA256 ->
                Requests.in(
                        "credential_sha256",
                        () -> new IdentityRequest.OfCredential(
                                SecretHash.ofBytes(request.getCredentialSha256().toByteArray())));
            case IDENTITY_NOT_SET -> throw Requests.invalid("identity", "is missing, or of a kind not known here");
        };
    }

    private static String id(String text) {
        if (!JoinSecret.isId(text)) {
            throw new FlotillaError.NotFound("there is no join token " + text).asException();
        }
        return text;
    }
}
