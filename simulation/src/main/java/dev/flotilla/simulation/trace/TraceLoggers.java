package dev.flotilla.simulation.trace;

import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** What the cores log becomes a part of the trace, when a detailed one is wanted. One run at a time in each thread. */
public final class TraceLoggers implements ILoggerFactory {
    private static final ThreadLocal<Optional<Trace>> CURRENT = ThreadLocal.withInitial(Optional::empty);

    public static void writeTo(Trace trace) {
        CURRENT.set(trace.isDetailed() ? Optional.of(trace) : Optional.empty());
    }

    public static void writeToNothing() {
        CURRENT.remove();
    }

    @Override
    public Logger getLogger(String name) {
        return new TraceLogger(name);
    }

    private static final class TraceLogger extends AbstractLogger {
        private static final long serialVersionUID = 1L;

        private TraceLogger(String name) {
            this.name = name;
        }

        private static boolean isOn() {
            return CURRENT.get().isPresent();
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return TraceLogger.class.getName();
        }

        @Override
        @SuppressWarnings("NullAway") // slf4j's own nulls
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
            String words = MessageFormatter.basicArrayFormat(pattern, arguments);
            CURRENT.get()
                    .ifPresent(trace -> trace.add(
                            level.name(),
                            name.substring(name.lastIndexOf('.') + 1) + ": " + words
                                    + (thrown == null ? "" : " " + thrown)));
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return isOn();
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return isOn();
        }

        @Override
        public boolean isInfoEnabled() {
            return isOn();
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return isOn();
        }

        @Override
        public boolean isWarnEnabled() {
            return isOn();
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return isOn();
        }

        @Override
        public boolean isErrorEnabled() {
            return isOn();
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return isOn();
        }
    }
}
