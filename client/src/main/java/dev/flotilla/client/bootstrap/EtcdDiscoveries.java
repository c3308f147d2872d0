package dev.flotilla.client.bootstrap;

import dev.flotilla.client.transport.Calls;
import dev.flotilla.client.transport.RepeatedFailure;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.AwaitMemberRequest;
import dev.flotilla.proto.v1.CreateTokenRequest;
import dev.flotilla.proto.v1.EtcdDiscovery;
import dev.flotilla.proto.v1.EtcdDiscoveryServiceGrpc;
import dev.flotilla.proto.v1.GetTokenRequest;
import dev.flotilla.proto.v1.RegisterMemberRequest;
import dev.flotilla.proto.v1.RemoveMemberRequest;
import dev.flotilla.wire.TimeWire;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Discovery tokens of etcd. Every call fails with {@code NotFound} for a token that is none, or whose time is over. */
public final class EtcdDiscoveries {
    /** The longest that {@link #await} takes. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    /** Twice the wait for one replica, and what a slow one needs. */
    private static final Duration LIMIT = LONGEST_WAIT.multipliedBy(2).plusSeconds(10);

    private final Calls calls;

    public EtcdDiscoveries(Calls calls) {
        this.calls = calls;
    }

    /** A new token; {@code Invalid} for a size or a life that makes no sense. */
    public CompletableFuture<Discovery> create(int size, Duration life) {
        CreateTokenRequest request = CreateTokenRequest.newBuilder()
                .setSize(size)
                .setTtl(TimeWire.toProto(life))
                .build();
        return calls.call(EtcdDiscoveryServiceGrpc.getCreateTokenMethod(), request, EtcdDiscoveries::read);
    }

    public CompletableFuture<Discovery> get(String token) {
        GetTokenRequest request = GetTokenRequest.newBuilder().setToken(token).build();
        return calls.call(EtcdDiscoveryServiceGrpc.getGetTokenMethod(), request, EtcdDiscoveries::read);
    }

    /**
     * Registers a member; {@code Conflict} when it is registered already. When an attempt's fate is not known and the next
     * finds the member, that attempt did it: etcd would give up over a conflict that is none.
     */
    public CompletableFuture<Discovery> register(String token, String member, String value) {
        RegisterMemberRequest request = RegisterMemberRequest.newBuilder()
                .setToken(token)
                .setMemberId(member)
                .setValue(value)
                .build();
        CompletableFuture<Optional<Discovery>> known = calls.call(
                EtcdDiscoveryServiceGrpc.getRegisterMemberMethod(),
                request,
                RepeatedFailure.done(FlotillaError.Conflict.class, conflict -> EtcdDiscovery.getDefaultInstance()),
                EtcdDiscoveries::readIfTold);
        return known.thenCompose(
                told -> told.map(CompletableFuture::completedFuture).orElseGet(() -> get(token)));
    }

    /** Forgets a member, so that it can register anew; {@code NotFound} also when there is no such member. */
    public CompletableFuture<Discovery> remove(String token, String member) {
        RemoveMemberRequest request = RemoveMemberRequest.newBuilder()
                .setToken(token)
                .setMemberId(member)
                .build();
        CompletableFuture<Optional<Discovery>> known = calls.call(
                EtcdDiscoveryServiceGrpc.getRemoveMemberMethod(),
                request,
                RepeatedFailure.done(FlotillaError.NotFound.class, conflict -> EtcdDiscovery.getDefaultInstance()),
                EtcdDiscoveries::readIfTold);
        return known.thenCompose(
                told -> told.map(CompletableFuture::completedFuture).orElseGet(() -> get(token)));
    }

    /**
     * What is known as soon as a member has registered at or after the index, or what was read before it is no longer true;
     * else after the patience.
     *
     * @param from one above what was read; 0: what comes from now on
     * @param patience at most {@link #LONGEST_WAIT}
     */
    public CompletableFuture<Discovery> await(String token, long from, Duration patience) {
        AwaitMemberRequest request = AwaitMemberRequest.newBuilder()
                .setToken(token)
                .setFromIndex(from)
                .setPatience(TimeWire.toProto(patience.compareTo(LONGEST_WAIT) < 0 ? patience : LONGEST_WAIT))
                .build();
        return calls.call(EtcdDiscoveryServiceGrpc.getAwaitMemberMethod(), request, LIMIT, EtcdDiscoveries::read);
    }

    private static Optional<Discovery> readIfTold(EtcdDiscovery message) {
        return message.hasToken() ? Optional.of(read(message)) : Optional.empty();
    }

    private static Discovery read(EtcdDiscovery message) {
        return new Discovery(
                message.getToken().getToken(),
                message.getToken().getSize(),
                TimeWire.fromProto(message.getToken().getExpires(), "token.expires"),
                message.getMembersList().stream()
                        .map(member ->
                                new Discovery.Member(member.getId(), member.getValue(), member.getCreatedIndex()))
                        .toList(),
                message.getIndex(),
                message.getCreatedIndex(),
                message.getRelistBefore());
    }
}
