package dev.flotilla.agent.runtime.process.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.process.definition.Dependencies.Kind;
import dev.flotilla.agent.runtime.process.host.Signals;
import dev.flotilla.agent.runtime.process.service.ExitStatusSet;
import dev.flotilla.agent.runtime.process.service.KillMode;
import dev.flotilla.agent.runtime.process.service.Phase;
import dev.flotilla.agent.runtime.process.service.Restart;
import dev.flotilla.agent.runtime.process.service.ServiceType;
import dev.flotilla.model.command.CommandLine;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitReaderTest {
    private static final String START = "ExecStart=/bin/sleep 1\n";

    @Test
    void aUnitOfTheArticlesIsUnderstood() {
        UnitDefinition unit = read("apache@1.service", """
                [Unit]
                Description=My Apache Frontend %i
                After=docker.service
                Requires=docker.service

                [Service]
                TimeoutStartSec=0
                ExecStartPre=-/usr/bin/docker kill apache%i
                ExecStartPre=-/usr/bin/docker rm apache%i
                ExecStartPre=/usr/bin/docker pull coreos/apache
                ExecStart=/usr/bin/docker run --rm --name apache%i -p 80:80 coreos/apache /usr/sbin/apache2ctl -D FOREGROUND
                ExecStop=/usr/bin/docker stop apache%i

                [X-Fleet]
                Conflicts=apache@*.service
                """);
        assertThat(unit.load()).isEqualTo("loaded");
        assertThat(unit.detail()).isEmpty();
        assertThat(unit.description()).isEqualTo("My Apache Frontend 1");
        assertThat(unit.dependencies().of(Kind.REQUIRES)).containsExactly(UnitName.parse("docker.service"));
        var service = unit.service().orElseThrow();
        assertThat(service.settings().timeouts().start()).isEmpty();
        assertThat(service.settings().timeouts().stop()).contains(Duration.ofSeconds(90));
        assertThat(service.settings().commands().get(Phase.START_PRE)).containsExactly(true, true, false);
        CommandLine stop = service.command(Phase.STOP, 0);
        assertThat(stop.path()).isEqualTo("/usr/bin/docker");
        assertThat(stop.arguments()).containsExactly("stop", "apache1");
    }

    @Test
    void defaultsAreSystemds() {
        var service = service(START);
        var settings = service.settings();
        assertThat(settings.type()).isEqualTo(ServiceType.SIMPLE);
        assertThat(settings.restarting().when()).isEqualTo(Restart.NO);
        assertThat(settings.restarting().delay()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.timeouts().start()).contains(Duration.ofSeconds(90));
        assertThat(settings.timeouts().running()).isEmpty();
        assertThat(settings.killing().mode()).isEqualTo(KillMode.CONTROL_GROUP);
        assertThat(settings.killing().signal()).isEqualTo(Signals.SIGTERM);
        assertThat(settings.killing().finalSignal()).isEqualTo(Signals.SIGKILL);
        assertThat(settings.killing().lastMeans()).isTrue();
        assertThat(service.context().output()).isEqualTo(new ExecContext.Stream.Journal());
        assertThat(service.notifyAccess()).isEqualTo(UnitDefinition.NotifyAccess.NONE);
        assertThat(read("a.service", "[Service]\n" + START).startLimit()).isEqualTo(StartLimit.DEFAULT);
    }

    @Test
    void aOneshotHasNoStartTimeoutUnlessItSaysSo() {
        assertThat(service("Type=oneshot\n" + START).settings().timeouts().start())
                .isEmpty();
        assertThat(service("Type=oneshot\nTimeoutStartSec=5\n" + START)
                        .settings()
                        .timeouts()
                        .start())
                .contains(Duration.ofSeconds(5));
    }

    @Test
    void oneTimeoutCanBeBoth() {
        var timeouts = service("TimeoutSec=1min 30s\nTimeoutStopSec=infinity\n" + START)
                .settings()
                .timeouts();
        assertThat(timeouts.start()).contains(Duration.ofSeconds(90));
        assertThat(timeouts.stop()).isEmpty();
    }

    @Test
    void anEmptyAssignmentTakesBackThoseBefore() {
        var service =
                service("ExecStartPre=/bin/one\nExecStartPre=\nExecStartPre=/bin/two\nEnvironment=A=1\nEnvironment=\n"
                        + "Environment=B=2\n" + START);
        assertThat(service.settings().commands().get(Phase.START_PRE)).hasSize(1);
        assertThat(service.command(Phase.START_PRE, 0).path()).isEqualTo("/bin/two");
        assertThat(service.context().variables().assigned()).containsOnlyKeys("B");
    }

    @Test
    void exitStatusesHaveNumbersAndNames() {
        var settings = service("SuccessExitStatus=143 SIGKILL TEMPFAIL\nSuccessExitStatus=250\n" + START)
                .settings();
        assertThat(settings.success()).isEqualTo(new ExitStatusSet(Set.of(143, 75, 250), Set.of(9)));
    }

    @Test
    void theStartLimitHasOldNamesAndPlaces() {
        assertThat(read("a.service", "[Unit]\nStartLimitIntervalSec=1min\nStartLimitBurst=3\n[Service]\n" + START)
                        .startLimit())
                .isEqualTo(new StartLimit(Duration.ofMinutes(1), 3));
        assertThat(read("a.service", "[Service]\nStartLimitInterval=7\nStartLimitBurst=2\n" + START)
                        .startLimit())
                .isEqualTo(new StartLimit(Duration.ofSeconds(7), 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | no ExecStart=",
                "'ExecStart=/bin/a\nExecStart=/bin/b\n' | more than one ExecStart=",
                "'ExecStop=/bin/a\n' | RemainAfterExit=yes",
                "'Type=oneshot\nRestart=always\nExecStart=/bin/a\n' | Restart=",
                "'Type=fancy\nExecStart=/bin/a\n' | Type=",
                "'Restart=maybe\nExecStart=/bin/a\n' | Restart=",
                "'RestartSec=soon\nExecStart=/bin/a\n' | RestartSec=",
                "'KillSignal=SIGNOTHING\nExecStart=/bin/a\n' | KillSignal=",
                "'KillMode=all\nExecStart=/bin/a\n' | KillMode=",
                "'ExecStart=relative/path\n' | ExecStart=",
                "'ExecStart=/bin/a %z\n' | ExecStart=",
                "'ExecStart=/bin/a \"unclosed\n' | ExecStart",
                "'Environment=NOVALUE\nExecStart=/bin/a\n' | Environment=",
                "'EnvironmentFile=relative\nExecStart=/bin/a\n' | EnvironmentFile=",
                "'WorkingDirectory=here\nExecStart=/bin/a\n' | WorkingDirectory=",
                "'UMask=9\nExecStart=/bin/a\n' | UMask=",
                "'Nice=30\nExecStart=/bin/a\n' | Nice=",
                "'LimitNOFILE=many\nExecStart=/bin/a\n' | LimitNOFILE=",
                "'LimitFSIZE=9999999T\nExecStart=/bin/a\n' | LimitFSIZE=",
                "'StandardOutput=paper\nExecStart=/bin/a\n' | StandardOutput=",
                "'SuccessExitStatus=300\nExecStart=/bin/a\n' | SuccessExitStatus=",
                "'RemainAfterExit=perhaps\nExecStart=/bin/a\n' | RemainAfterExit=",
            })
    void whatMakesNoSenseIsABadSettingThatNamesItsOption(String lines, String named) {
        UnitDefinition unit = read("a.service", "[Service]\n" + lines);
        assertThat(unit.load()).isEqualTo("bad-setting");
        assertThat(unit.detail()).contains(named);
    }

    /** The instance has a NUL in it, written as systemd-escape(1) would: no file can be called that. */
    @ParameterizedTest
    @ValueSource(strings = {"WorkingDirectory=", "PIDFile=", "EnvironmentFile=", "StandardOutput=append:"})
    void whatCanBeNoPathIsABadSetting(String option) {
        UnitDefinition unit = read("a@x\\x00y.service", "[Service]\n" + option + "/srv/%I\n" + START);
        assertThat(unit.load()).isEqualTo("bad-setting");
        assertThat(unit.detail()).contains(option.substring(0, option.indexOf('=') + 1));
        UnitDefinition conditional =
                read("a@x\\x00y.service", "[Unit]\nConditionPathExists=/srv/%I\n[Service]\n" + START);
        assertThat(conditional.detail()).contains("ConditionPathExists=");
    }

    /** It is a service all the same, so that what an earlier agent left running of it can be stopped. */
    @Test
    void aDefectInTheReadingIsAFaultOfTheOneUnit() {
        UnitDefinition unit = read(new UnitReader(null), "a.service", "[Service]\nUser=www-data\n" + START);
        assertThat(unit.load()).isEqualTo("bad-setting");
        assertThat(unit.detail()).contains("cannot be read").contains("NullPointerException");
        assertThat(unit.service()).isPresent();
    }

    @Test
    void allFaultsAreTold() {
        UnitDefinition unit = read("a.service", "[Service]\nRestart=maybe\nNice=99\n" + START);
        assertThat(unit.detail()).contains("Restart=").contains("Nice=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RootDirectory=/srv",
                "DynamicUser=yes",
                "Type=dbus",
                "Sockets=a.socket",
                "StandardInput=tty",
                "StandardOutput=socket",
                "LoadCredential=a:/b",
                "NetworkNamespacePath=/run/netns/a"
            })
    void whatCannotBeHonouredSafelyIsRefused(String line) {
        UnitDefinition unit = read("a.service", "[Service]\n" + line + "\n" + START);
        assertThat(unit.load()).isEqualTo("error");
        assertThat(unit.detail()).contains(line.substring(0, line.indexOf('=') + 1));
        assertThat(unit.notes()).anyMatch(Unsupported::refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MemoryMax=1G",
                "CPUQuota=50%",
                "PrivateNetwork=yes",
                "ProtectSystem=strict",
                "SystemCallFilter=@system-service",
                "WatchdogSec=30",
                "RuntimeDirectory=app",
                "CapabilityBoundingSet=CAP_CHOWN",
                "OOMScoreAdjust=-500",
                "AmbientCapabilities=CAP_NET_RAW",
                "ReadOnlyPaths=/etc",
                "TasksMax=10",
                "ExecReload=/bin/kill -HUP $MAINPID",
                "Whatever=1"
            })
    void whatIsNotEnforcedIsSaid(String line) {
        UnitDefinition unit = read("a.service", "[Service]\n" + line + "\n" + START);
        assertThat(unit.load()).isEqualTo("loaded");
        assertThat(unit.detail()).contains(line.substring(0, line.indexOf('=') + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PrivateNetwork=no",
                "MemoryMax=infinity",
                "MemoryMax=",
                "DynamicUser=no",
                "RootDirectory=",
                "ExecReload=",
                "Slice=a.slice",
                "X-Own=1",
                "StandardInput=null",
                "Type=idle"
            })
    void whatMakesNoDifferenceIsNotMentioned(String line) {
        UnitDefinition unit = read("a.service", "[Service]\n" + line + "\n" + START);
        assertThat(unit.load()).isEqualTo("loaded");
        assertThat(unit.detail()).isEmpty();
    }

    @Test
    void sectionsForOthersAreLeftAlone() {
        UnitDefinition unit = read(
                "a.service",
                "[Service]\n" + START
                        + "[Install]\nWantedBy=multi-user.target\n[X-Fleet]\nGlobal=true\n[X-Own]\nA=b\n");
        assertThat(unit.detail()).isEmpty();
    }

    @Test
    void otherUsersNeedRoot() {
        String text = "[Service]\nUser=www-data\n" + START;
        assertThat(read("a.service", text).load()).isEqualTo("loaded");
        var ordinary = new UnitReader(new UnitReader.Capabilities(false, "me", "1000"));
        assertThat(read(ordinary, "a.service", text).detail())
                .contains("User=www-data")
                .contains("root");
        UnitDefinition own = read(ordinary, "a.service", "[Service]\nUser=me\n" + START);
        assertThat(own.load()).isEqualTo("loaded");
        assertThat(own.service().orElseThrow().context().user()).isEmpty();
    }

    @Test
    void namesOfOtherUnitsHaveSpecifiersToo() {
        UnitDefinition unit = read(
                "discovery@7.service",
                "[Unit]\nBindsTo=apache@%i.service\nAfter=apache@%i.service not/aname\n[Service]\n" + START);
        assertThat(unit.dependencies().of(Kind.BINDS_TO)).containsExactly(UnitName.parse("apache@7.service"));
        assertThat(unit.dependencies().of(Kind.AFTER)).hasSize(1);
        assertThat(unit.load()).isEqualTo("loaded");
        assertThat(unit.detail()).contains("not/aname");
    }

    @Test
    void templatesAndOtherTypesDoNotRun() {
        assertThat(read("a@.service", "[Service]\n" + START).load()).isEqualTo("bad-setting");
        assertThat(read("a.socket", "[Socket]\nListenStream=1\n").load()).isEqualTo("error");
        assertThat(read("a.target", "[Unit]\nWants=b.service\n").load()).isEqualTo("loaded");
    }

    @Test
    void conditionsAreRead() {
        UnitDefinition unit = read(
                "a.service",
                "[Unit]\nConditionPathExists=|!/a\nAssertFileNotEmpty=/b\nConditionKernelVersion=>=5\n[Service]\n"
                        + START);
        assertThat(unit.conditions())
                .containsExactly(
                        new Condition("ConditionPathExists", Path.of("/a"), true, true, false),
                        new Condition("AssertFileNotEmpty", Path.of("/b"), false, false, true));
        assertThat(unit.detail()).contains("ConditionKernelVersion=");
        assertThat(Condition.allHold(List.of(new Condition("ConditionPathExists", Path.of("/"), false, false, false))))
                .isTrue();
        assertThat(Condition.allHold(List.of(
                        new Condition("ConditionPathExists", Path.of("/nonexistent"), false, true, false),
                        new Condition("ConditionPathIsDirectory", Path.of("/"), false, true, false))))
                .isTrue();
        assertThat(Condition.allHold(
                        List.of(new Condition("ConditionPathExists", Path.of("/nonexistent"), false, true, false))))
                .isFalse();
    }

    @Test
    void limitsAreWrittenForPrlimit() {
        var limits = service("LimitNOFILE=1K:infinity\nLimitCORE=0\n" + START)
                .context()
                .limits();
        assertThat(limits)
                .containsEntry("nofile", "1024:unlimited")
                .containsEntry("core", "0:0")
                .hasSize(2);
    }

    @Test
    void directoriesHaveTheirMarks() {
        assertThat(service("WorkingDirectory=-/a/%p\n" + START).context().directory())
                .isEqualTo(new ExecContext.WorkingDirectory(Optional.of(Path.of("/a/a")), false, true));
        assertThat(service("WorkingDirectory=~\n" + START).context().directory())
                .isEqualTo(new ExecContext.WorkingDirectory(Optional.empty(), true, false));
    }

    private static UnitDefinition.Service service(String lines) {
        UnitDefinition unit = read("a.service", "[Service]\n" + lines);
        assertThat(unit.faults()).isEmpty();
        return unit.service().orElseThrow();
    }

    private static UnitDefinition read(String name, String text) {
        return read(new UnitReader(new UnitReader.Capabilities(true, "root", "0")), name, text);
    }

    private static UnitDefinition read(UnitReader reader, String name, String text) {
        UnitName unit = UnitName.parse(name);
        var specifiers = new Specifiers(
                unit,
                "host",
                new Specifiers.Machine("id", "boot", "6.1"),
                Specifiers.Directories.OF_SYSTEM,
                new Specifiers.User("root", "0", "/root", "/bin/sh"));
        return reader.read(unit, UnitFile.parse(name, text), specifiers);
    }
}
