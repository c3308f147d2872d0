package dev.flotilla.simulation.words;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.scenario.Step;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link StepWriter} writes. */
public final class StepReader {
    private static final String FOR = " for (" + Times.PATTERN + ")";
    private static final String DISK = "(?:, disk (kept|lost|old|damaged|torn|written))?";

    private record Phrase(Pattern pattern, Function<MatchResult, Step> step) {}

    private static final List<Phrase> PHRASES = List.of(
            phrase("set (\\S+) (launched|loaded|inactive)", m -> new Step.Desire(unit(m, 1), m.group(2))),
            phrase("destroy (\\S+)", m -> new Step.Destroy(unit(m, 1))),
            phrase(
                    "metadata m(\\d+) ([^=\\s]+)=(\\S*)",
                    m -> new Step.Metadata(
                            number(m, 1), m.group(2), Optional.of(m.group(3)).filter(value -> !value.isEmpty()))),
            phrase("list units", m -> new Step.ListUnits()),
            phrase("nonsense ([0-3])", m -> new Step.Wrong(Integer.parseInt(m.group(1)))),
            phrase("release the brake", m -> new Step.ReleaseBrake()),
            phrase("m(\\d+) leaves" + FOR, m -> new Step.Leave(number(m, 1), time(m, 2))),
            phrase("crash r(\\d+)" + FOR, m -> new Step.CrashRegistry(number(m, 1), time(m, 2))),
            phrase("crash s(\\d+)" + FOR, m -> new Step.CrashScheduler(number(m, 1), time(m, 2))),
            phrase("crash m(\\d+)" + FOR + DISK, m -> new Step.CrashAgent(number(m, 1), time(m, 2), disk(m, 3))),
            phrase("restart r(\\d+)" + FOR, m -> new Step.RestartRegistry(number(m, 1), time(m, 2))),
            phrase("restart s(\\d+)" + FOR, m -> new Step.RestartScheduler(number(m, 1), time(m, 2))),
            phrase("power off m(\\d+)" + FOR + DISK, m -> new Step.PowerFailure(number(m, 1), time(m, 2), disk(m, 3))),
            phrase(
                    "power off m(\\d+) and (\\d+) more" + FOR,
                    m -> new Step.MassLoss(number(m, 1), count(m, 2) + 1, time(m, 3))),
            phrase("pause r(\\d+)" + FOR, m -> new Step.PauseRegistry(number(m, 1), time(m, 2))),
            phrase("pause m(\\d+)" + FOR, m -> new Step.PauseAgent(number(m, 1), time(m, 2))),
            phrase("pause leader" + FOR, m -> new Step.PauseLeader(time(m, 1))),
            phrase(
                    "cut m(\\d+) and r(\\d+)" + FOR,
                    m -> new Step.CutMachine(number(m, 1), number(m, 2), 0, time(m, 3))),
            phrase("cut m(\\d+) to r(\\d+)" + FOR, m -> new Step.CutMachine(number(m, 1), number(m, 2), 1, time(m, 3))),
            phrase("cut r(\\d+) to m(\\d+)" + FOR, m -> new Step.CutMachine(number(m, 2), number(m, 1), 2, time(m, 3))),
            phrase("cut m(\\d+) and all" + FOR, m -> new Step.IsolateMachine(number(m, 1), 0, time(m, 2))),
            phrase("cut m(\\d+) to all" + FOR, m -> new Step.IsolateMachine(number(m, 1), 1, time(m, 2))),
            phrase("cut all to m(\\d+)" + FOR, m -> new Step.IsolateMachine(number(m, 1), 2, time(m, 2))),
            phrase(
                    "cut s(\\d+) and r(\\d+)" + FOR,
                    m -> new Step.CutScheduler(number(m, 1), number(m, 2), 0, time(m, 3))),
            phrase(
                    "cut s(\\d+) to r(\\d+)" + FOR,
                    m -> new Step.CutScheduler(number(m, 1), number(m, 2), 1, time(m, 3))),
            phrase(
                    "cut r(\\d+) to s(\\d+)" + FOR,
                    m -> new Step.CutScheduler(number(m, 2), number(m, 1), 2, time(m, 3))),
            phrase("cut r(\\d+) and store" + FOR, m -> new Step.CutStore(number(m, 1), 0, time(m, 2))),
            phrase("cut r(\\d+) to store" + FOR, m -> new Step.CutStore(number(m, 1), 1, time(m, 2))),
            phrase("cut store to r(\\d+)" + FOR, m -> new Step.CutStore(number(m, 1), 2, time(m, 2))),
            phrase("break connections of m(\\d+)", m -> new Step.BreakConnections(number(m, 1))),
            phrase("store down" + FOR, m -> new Step.StoreDown(time(m, 1))),
            phrase("store slow by (" + Times.PATTERN + ")" + FOR, m -> new Step.StoreSlow(time(m, 1), time(m, 2))),
            phrase("store unclear (\\d{1,3})%" + FOR, m -> new Step.StoreUnclear(count(m, 1), time(m, 2))),
            phrase("end the leader's lease", m -> new Step.LeaderLeaseEnds()),
            phrase("compact the store", m -> new Step.Compact()),
            phrase("bus of m(\\d+) down" + FOR, m -> new Step.BusDown(number(m, 1), time(m, 2))),
            phrase("disk of m(\\d+) full" + FOR, m -> new Step.DiskFull(number(m, 1), time(m, 2))),
            phrase("kill unit (\\d+) of m(\\d+)", m -> new Step.Strike(number(m, 2), count(m, 1))),
            phrase("kill (\\S+)", m -> new Step.Kill(unit(m, 1))),
            phrase(
                    "clock of m(\\d+) off by (" + Times.PATTERN + ")",
                    m -> new Step.ClockJump(number(m, 1), Times.read(m.group(2)))),
            phrase(
                    "clock of r(\\d+) off by (" + Times.PATTERN + ")",
                    m -> new Step.RegistryClockJump(number(m, 1), Times.read(m.group(2)))));

    private static final Pattern PUT = Pattern.compile("put (\\S+)(?: (launched|loaded|inactive))?");

    private StepReader() {}

    /** Whether lines of a unit file follow. */
    public static boolean hasFile(String line) {
        return PUT.matcher(line).matches();
    }

    /**
     * {@link IllegalArgumentException} for words that are none.
     *
     * @param file the lines of the unit file, not indented; empty unless {@link #hasFile}
     */
    public static Step read(String line, String file) {
        Matcher put = PUT.matcher(line);
        if (put.matches()) {
            UnitName name = UnitName.parse(put.group(1));
            UnitFile.parse(name.value(), file);
            return new Step.Put(
                    name.value(), file, Optional.ofNullable(put.group(2)).orElse(DesiredState.LAUNCHED.word()));
        }
        for (Phrase phrase : PHRASES) {
            Matcher matcher = phrase.pattern().matcher(line);
            if (matcher.matches()) {
                return phrase.step().apply(matcher.toMatchResult());
            }
        }
        throw new IllegalArgumentException("nobody knows how to " + line);
    }

    private static Phrase phrase(String pattern, Function<MatchResult, Step> step) {
        return new Phrase(Pattern.compile(pattern), step);
    }

    private static String unit(MatchResult match, int group) {
        return UnitName.parse(match.group(group)).value();
    }

    /** Names count from 1. */
    private static int number(MatchResult match, int group) {
        int number = count(match, group);
        if (number == 0) {
            throw new IllegalArgumentException("the first one has number 1, not 0");
        }
        return number - 1;
    }

    private static int count(MatchResult match, int group) {
        if (match.group(group).length() > 6) {
            throw new IllegalArgumentException(match.group(group) + " is too large");
        }
        return Integer.parseInt(match.group(group));
    }

    private static Duration time(MatchResult match, int group) {
        Duration time = Times.read(match.group(group));
        if (time.isNegative()) {
            throw new IllegalArgumentException(match.group(group) + " is over before it begins");
        }
        return time;
    }

    private static Step.Disk disk(MatchResult match, int group) {
        String word = match.group(group);
        return word == null ? Step.Disk.KEPT : Step.Disk.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
