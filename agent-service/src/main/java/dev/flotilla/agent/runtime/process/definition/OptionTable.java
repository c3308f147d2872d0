package dev.flotilla.agent.runtime.process.definition;

import java.util.Set;
import java.util.regex.Pattern;

/** What becomes of each option; docs/reference/process-runtime.md says the same to users. */
final class OptionTable {

    /** What the process runtime makes of an option. */
    enum Treatment {
        HONOURED,
        /** Makes no difference here. */
        IRRELEVANT,
        /** The unit runs without it, and that is said. */
        NOT_ENFORCED,
        /** The unit does not load. */
        REFUSED,
        /** Not an option that we know. */
        UNKNOWN
    }

    private static final Set<String> UNIT_HONOURED = Set.of(
            "Description",
            "Requires",
            "Requisite",
            "Wants",
            "BindsTo",
            "PartOf",
            "Conflicts",
            "Before",
            "After",
            "OnFailure",
            "OnSuccess",
            "StartLimitIntervalSec",
            "StartLimitInterval",
            "StartLimitBurst");

    private static final Set<String> UNIT_IRRELEVANT = Set.of(
            "Documentation",
            "DefaultDependencies",
            "IgnoreOnIsolate",
            "AllowIsolate",
            "CollectMode",
            "SourcePath",
            "RefuseManualStart",
            "RefuseManualStop",
            "OnFailureJobMode",
            "OnSuccessJobMode",
            "RebootArgument",
            "StartLimitAction",
            "ReloadPropagatedFrom",
            "PropagatesReloadTo",
            "SurviveFinalKillSignal");

    private static final Set<String> UNIT_NOT_ENFORCED = Set.of(
            "StopWhenUnneeded",
            "Upholds",
            "PropagatesStopTo",
            "StopPropagatedFrom",
            "JoinsNamespaceOf",
            "RequiresMountsFor",
            "WantsMountsFor",
            "JobTimeoutSec",
            "JobRunningTimeoutSec",
            "JobTimeoutAction",
            "FailureAction",
            "SuccessAction",
            "FailureActionExitStatus",
            "SuccessActionExitStatus");

    private static final Set<String> SERVICE_HONOURED = Set.of(
            "Type",
            "RemainAfterExit",
            "GuessMainPID",
            "PIDFile",
            "ExecCondition",
            "ExecStartPre",
            "ExecStart",
            "ExecStartPost",
            "ExecStop",
            "ExecStopPost",
            "RestartSec",
            "TimeoutStartSec",
            "TimeoutStopSec",
            "TimeoutSec",
            "RuntimeMaxSec",
            "Restart",
            "SuccessExitStatus",
            "RestartPreventExitStatus",
            "RestartForceExitStatus",
            "NotifyAccess",
            "KillMode",
            "KillSignal",
            "SendSIGHUP",
            "SendSIGKILL",
            "FinalKillSignal",
            "Environment",
            "EnvironmentFile",
            "PassEnvironment",
            "UnsetEnvironment",
            "WorkingDirectory",
            "User",
            "Group",
            "UMask",
            "Nice",
            "StandardInput",
            "StandardOutput",
            "StandardError",
            "SyslogIdentifier",
            "NoNewPrivileges",
            "StartLimitInterval",
            "StartLimitIntervalSec",
            "StartLimitBurst",
            "DynamicUser");

    private static final Set<String> SERVICE_IRRELEVANT = Set.of(
            "BusName",
            "NonBlocking",
            "RootDirectoryStartOnly",
            "FileDescriptorStoreMax",
            "TimeoutAbortSec",
            "TimeoutStartFailureMode",
            "TimeoutStopFailureMode",
            "WatchdogSignal",
            "TTYPath",
            "TTYReset",
            "TTYVHangup",
            "TTYVTDisallocate",
            "SyslogFacility",
            "SyslogLevel",
            "SyslogLevelPrefix",
            "LogLevelMax",
            "LogExtraFields",
            "LogRateLimitIntervalSec",
            "LogRateLimitBurst",
            "UtmpIdentifier",
            "UtmpMode",
            "KeyringMode",
            "IgnoreSIGPIPE",
            "RestartKillSignal",
            "MemoryAccounting",
            "CPUAccounting",
            "TasksAccounting",
            "IOAccounting",
            "BlockIOAccounting",
            "IPAccounting",
            "Slice",
            "Delegate",
            "OOMPolicy",
            "RestartMode",
            "ReloadSignal",
            "RestartSteps",
            "RestartMaxDelaySec");

    private static final Set<String> SERVICE_REFUSED = Set.of(
            "RootDirectory",
            "RootImage",
            "Sockets",
            "OpenFile",
            "NetworkNamespacePath",
            "IPCNamespacePath",
            "LoadCredential",
            "LoadCredentialEncrypted",
            "SetCredential",
            "SetCredentialEncrypted",
            "ImportCredential",
            "StandardInputText",
            "StandardInputData",
            "PAMName");

    /** Sandboxing, control groups and scheduling: families of names. And a command for what nobody here can ask for. */
    private static final Pattern SERVICE_NOT_ENFORCED =
            Pattern.compile("ExecReload|Private\\w+|Protect\\w+|Read(Only|Write)(Paths|Directories)"
                    + "|Inaccessible(Paths|Directories)|ExecPaths|NoExecPaths|Bind(ReadOnly)?Paths|TemporaryFileSystem|Mount\\w+"
                    + "|ExtensionImages|ExtensionDirectories|ExecSearchPath|Restrict\\w+|SystemCall\\w+|LockPersonality|Personality"
                    + "|MemoryDenyWriteExecute|RemoveIPC|CapabilityBoundingSet|AmbientCapabilities|SecureBits|SELinuxContext"
                    + "|AppArmorProfile|SmackProcessLabel|SupplementaryGroups|SetLoginEnvironment|ProcSubset"
                    + "|Memory\\w+|CPU\\w+|StartupCPU\\w+|Tasks\\w+|IO\\w+|StartupIO\\w+|BlockIO\\w+|IP\\w+|Device(Allow|Policy)"
                    + "|AllowedCPUs|AllowedMemoryNodes|ManagedOOM\\w+|SocketBind\\w+|NUMA\\w+|OOMScoreAdjust|CoredumpFilter|TimerSlackNSec"
                    + "|WatchdogSec|(Runtime|State|Cache|Logs|Configuration)Directory(Mode|Preserve)?|DisableControllers|NFTSet"
                    + "|ExitType");

    private OptionTable() {}

    static Treatment of(String section, String option) {
        return switch (section) {
            case "Unit" -> ofUnit(option);
            case "Service" -> ofService(option);
            case "Install" -> Treatment.IRRELEVANT;
            default -> section.startsWith("X-") ? Treatment.IRRELEVANT : Treatment.UNKNOWN;
        };
    }

    private static Treatment ofUnit(String option) {
        if (UNIT_HONOURED.contains(option)) {
            return Treatment.HONOURED;
        }
        if (option.startsWith("Condition") || option.startsWith("Assert")) {
            return Condition.isChecked(option) ? Treatment.HONOURED : Treatment.NOT_ENFORCED;
        }
        if (UNIT_NOT_ENFORCED.contains(option)) {
            return Treatment.NOT_ENFORCED;
        }
        return UNIT_IRRELEVANT.contains(option) || option.startsWith("X-") ? Treatment.IRRELEVANT : Treatment.UNKNOWN;
    }

    private static Treatment ofService(String option) {
        if (SERVICE_HONOURED.contains(option) || ResourceLimits.isLimit(option)) {
            return Treatment.HONOURED;
        }
        if (SERVICE_REFUSED.contains(option)) {
            return Treatment.REFUSED;
        }
        if (SERVICE_IRRELEVANT.contains(option) || option.startsWith("X-")) {
            return Treatment.IRRELEVANT;
        }
        return SERVICE_NOT_ENFORCED.matcher(option).matches() ? Treatment.NOT_ENFORCED : Treatment.UNKNOWN;
    }
}
