package dev.flotilla.agent.edge;

import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.AgentServiceGrpc;
import dev.flotilla.proto.v1.CompanionMessage;
import dev.flotilla.proto.v1.LogsRequest;
import dev.flotilla.proto.v1.LogsResponse;
import dev.flotilla.proto.v1.MachineNews;
import dev.flotilla.proto.v1.StatusRequest;
import dev.flotilla.proto.v1.StatusResponse;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.TimeWire;
import dev.flotilla.wire.UnitWire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the gateway: a unit's status and its log. */
@GrpcService
class AgentGrpcService extends AgentServiceGrpc.AgentServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(AgentGrpcService.class);
    private static final int DEFAULT_LINES = 10;
    private static final int MOST_STATUS_LINES = 10_000;

    private final Runtime runtime;
    private final AgentProcess process;

    AgentGrpcService(Runtime runtime, AgentProcess process) {
        this.runtime = runtime;
        this.process = process;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> response) {
        try {
            UnitName unit = UnitWire.name(request.getUnit(), "unit");
            int lines = Math.clamp(lines(request.getLines()), 0, MOST_STATUS_LINES);
            CompletableFuture<StatusText> unused = runtime.statusText(unit, lines)
                    .whenComplete((status, failure) -> {
                        if (failure != null) {
                            refuse(response, failure);
                            return;
                        }
                        response.onNext(answer(unit, status));
                        response.onCompleted();
                    });
        } catch (FlotillaException e) {
            refuse(response, e);
        }
    }

    @Override
    public void logs(LogsRequest request, StreamObserver<LogsResponse> response) {
        try {
            UnitName unit = UnitWire.name(request.getUnit(), "unit");
            LogStream stream = new LogStream((ServerCallStreamObserver<LogsResponse>) response);
            stream.follow(runtime.logs(unit, query(request), stream));
        } catch (FlotillaException e) {
            refuse(response, e);
        }
    }

    @Override
    public StreamObserver<CompanionMessage> accompany(StreamObserver<MachineNews> response) {
        return process.accompany((ServerCallStreamObserver<MachineNews>) response);
    }

    private StatusResponse answer(UnitName unit, StatusText status) {
        StatusResponse.Builder answer =
                StatusResponse.newBuilder().setText(status.text()).setExitStatus(status.exitStatus());
        UnitState state = process.view().states().get(unit);
        if (state != null) {
            answer.setState(StateWire.toProto(state));
        }
        return answer.build();
    }

    private static LogQuery query(LogsRequest request) {
        Optional<Instant> since =
                request.hasSince() ? Optional.of(TimeWire.fromProto(request.getSince(), "since")) : Optional.empty();
        return new LogQuery(lines(request.getLines()), request.getFollow(), since);
    }

    private static int lines(int asked) {
        return asked == 0 ? DEFAULT_LINES : asked;
    }

    private static void refuse(StreamObserver<?> response, Throwable failure) {
        if (ErrorWire.fromThrowable(failure) instanceof FlotillaError.Internal) {
            LOG.error("a call failed", failure);
        }
        response.onError(ErrorWire.toStatus(failure));
    }
}
