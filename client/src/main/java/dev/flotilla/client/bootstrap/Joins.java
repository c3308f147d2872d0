package dev.flotilla.client.bootstrap;

import com.google.protobuf.ByteString;
import dev.flotilla.client.transport.Calls;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.join.SecretHash;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.proto.v1.CheckJoinTokenRequest;
import dev.flotilla.proto.v1.CreateJoinTokenRequest;
import dev.flotilla.proto.v1.DescribeClusterRequest;
import dev.flotilla.proto.v1.JoinRequest;
import dev.flotilla.proto.v1.JoinServiceGrpc;
import dev.flotilla.proto.v1.JoinToken;
import dev.flotilla.proto.v1.ListJoinTokensRequest;
import dev.flotilla.proto.v1.RevokeJoinTokenRequest;
import dev.flotilla.wire.TimeWire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How machines become members of the cluster. */
public final class Joins {
    private final Calls calls;

    public Joins(Calls calls) {
        this.calls = calls;
    }

    /** A token with its secret, which is told once. */
    public record Made(JoinSecret secret, JoinTokenView token) {}

    /**
     * For agents: joins, so that the machine is known by the credential from now on. Repeating it is harmless. {@code Denied}
     * when the token is not good, {@code Conflict} when a live machine has the id.
     */
    public CompletableFuture<Boolean> join(JoinSecret token, MachineId machine, SecretHash credential) {
        JoinRequest request = JoinRequest.newBuilder()
                .setToken(token.reveal())
                .setMachineId(machine.value())
                .setCredentialSha256(ByteString.copyFrom(credential.bytes()))
                .build();
        return calls.call(JoinServiceGrpc.getJoinMethod(), request, answer -> true);
    }

    /** @param maxUses 0: any number */
    public Made create(Duration life, int maxUses, String note, String by) {
        CreateJoinTokenRequest request = CreateJoinTokenRequest.newBuilder()
                .setTtl(TimeWire.toProto(life))
                .setMaxUses(maxUses)
                .setNote(note)
                .setCreatedBy(by)
                .build();
        return calls.join(calls.call(
                JoinServiceGrpc.getCreateJoinTokenMethod(),
                request,
                answer -> new Made(JoinSecret.parse(answer.getToken()), read(answer.getRecord()))));
    }

    /** In the order they were made. */
    public List<JoinTokenView> list() {
        return calls.join(calls.call(
                JoinServiceGrpc.getListJoinTokensMethod(),
                ListJoinTokensRequest.getDefaultInstance(),
                answer -> answer.getTokensList().stream().map(Joins::read).toList()));
    }

    /** {@code NotFound} when there is none. */
    public boolean revoke(String id, String by) {
        RevokeJoinTokenRequest request =
                RevokeJoinTokenRequest.newBuilder().setId(id).setRevokedBy(by).build();
        return calls.join(calls.call(JoinServiceGrpc.getRevokeJoinTokenMethod(), request, answer -> true));
    }

    /** The token when a machine could join by it now; {@code Denied} otherwise. Costs no use. */
    public JoinTokenView check(JoinSecret token) {
        CheckJoinTokenRequest request =
                CheckJoinTokenRequest.newBuilder().setToken(token.reveal()).build();
        return calls.join(
                calls.call(JoinServiceGrpc.getCheckJoinTokenMethod(), request, answer -> read(answer.getRecord())));
    }

    /** What a new machine needs to know. */
    public ClusterDescription describe() {
        return calls.join(calls.call(
                JoinServiceGrpc.getDescribeClusterMethod(),
                DescribeClusterRequest.getDefaultInstance(),
                answer -> new ClusterDescription(
                        answer.getRegistryList(), answer.getEtcdList(), answer.getJoinByToken())));
    }

    private static JoinTokenView read(JoinToken token) {
        return new JoinTokenView(
                token.getId(),
                TimeWire.fromProto(token.getCreated(), "created"),
                TimeWire.fromProto(token.getExpires(), "expires"),
                token.getMaxUses(),
                token.getUses(),
                token.getCreatedBy(),
                token.getNote(),
                token.hasRevoked() ? Optional.of(TimeWire.fromProto(token.getRevoked(), "revoked")) : Optional.empty(),
                token.getConfigured());
    }
}
