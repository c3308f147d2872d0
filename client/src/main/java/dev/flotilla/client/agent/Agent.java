package dev.flotilla.client.agent;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.AgentServiceGrpc;
import dev.flotilla.proto.v1.LogLine;
import dev.flotilla.proto.v1.LogsRequest;
import dev.flotilla.proto.v1.LogsResponse;
import dev.flotilla.proto.v1.StatusRequest;
import dev.flotilla.proto.v1.StatusResponse;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.TimeWire;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One machine's agent. There is no other to fail over to: a machine that is gone is {@link FlotillaError.Unavailable}. */
public final class Agent {
    private final Channel channel;
    private final Duration timeout;

    public Agent(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /**
     * What the runtime says about a unit; not found when the machine has nothing of it.
     *
     * @param lines log lines to add; 0: 10
     */
    public AgentStatus status(UnitName unit, int lines) {
        StatusRequest request =
                StatusRequest.newBuilder().setUnit(unit.value()).setLines(lines).build();
        try {
            return read(ClientCalls.blockingUnaryCall(
                    channel,
                    AgentServiceGrpc.getStatusMethod(),
                    CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS),
                    request));
        } catch (StatusRuntimeException e) {
            throw ErrorWire.toException(e);
        }
    }

    private static AgentStatus read(StatusResponse answer) {
        return new AgentStatus(
                answer.hasState() ? Optional.of(StateWire.fromProto(answer.getState())) : Optional.empty(),
                answer.getText(),
                answer.getExitStatus());
    }

    /** Reads a log until it ends or the returned handle is closed; the reader hears nothing more after that. */
    public OpenLog logs(LogRequest request, LogReader reader) {
        LogsRequest.Builder wire = LogsRequest.newBuilder()
                .setUnit(request.unit().value())
                .setLines(request.lines())
                .setFollow(request.follow());
        request.since().ifPresent(since -> wire.setSince(TimeWire.toProto(since)));
        ClientCall<LogsRequest, LogsResponse> call =
                channel.newCall(AgentServiceGrpc.getLogsMethod(), CallOptions.DEFAULT);
        LogCall log = new LogCall(call, reader);
        call.start(log, new Metadata());
        call.sendMessage(wire.build());
        call.halfClose();
        call.request(1);
        return log;
    }

    /**
     * For what runs beside the agent on its machine: follows what the machine runs until the stream is closed.
     *
     * @param name for people
     * @param withdraws the agent waits for {@link CompanionStream#withdrawn} before it stops a unit that offers something
     */
    public CompanionStream accompany(String name, boolean withdraws, CompanionListener listener) {
        return CompanionStream.open(channel, name, withdraws, listener);
    }

    /** A log that is being read. */
    public interface OpenLog extends AutoCloseable {
        @Override
        void close();
    }

    private static final class LogCall extends ClientCall.Listener<LogsResponse> implements OpenLog {
        private final ClientCall<LogsRequest, LogsResponse> call;
        private final LogReader reader;
        private volatile boolean closed;

        LogCall(ClientCall<LogsRequest, LogsResponse> call, LogReader reader) {
            this.call = call;
            this.reader = reader;
        }

        @Override
        public void onMessage(LogsResponse message) {
            if (closed) {
                return;
            }
            try {
                List<LogEntry> lines =
                        message.getLinesList().stream().map(LogCall::entry).toList();
                reader.onLines(lines);
            } catch (FlotillaException e) {
                call.cancel("lines that cannot be read", e);
                return;
            }
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!closed) {
                reader.onEnd(status.isOk() ? Optional.empty() : Optional.of(ErrorWire.fromStatus(status, trailers)));
            }
        }

        @Override
        public void close() {
            closed = true;
            call.cancel("closed by the reader", null);
        }

        private static LogEntry entry(LogLine line) {
            return new LogEntry(
                    TimeWire.fromProto(line.getTime(), "lines.time"),
                    line.getIdentifier(),
                    line.getPid(),
                    line.getText());
        }
    }
}
