package dev.flotilla.cli;

import java.util.Map;

/** The help of the whole command, in fleetctl's layout. Written without the parser's machinery: it is asked for most. */
final class RootHelp {
    private static final String HEAD = """
            NAME:
                flotilla - the command line of Flotilla, a cluster-wide init system

            USAGE:
                flotilla [global options] COMMAND [options] [arguments...]
            """;

    static final String OPTIONS = """

            GLOBAL OPTIONS, before or after the command:
                --endpoint=URL,...           gateways to ask, the next when one does not answer:
                                             http://HOST:PORT, https://HOST:PORT, unix:///PATH
                                             (default http://127.0.0.1:49153, or $FLOTILLA_PORT_BASE + 1)
                --request-timeout=SECONDS    for one request (default 3; 0: none)
                --ca-file=FILE               PEM: the authority to trust for https
                --cert-file=FILE             PEM: the client's certificate
                --key-file=FILE              PEM: the client's private key
                --tunnel=HOST[:PORT]         go through ssh to this host
                --ssh-username=NAME          for ssh (default core)
                --ssh-timeout=SECONDS        for a connection of ssh (default 10)
                --known-hosts-file=FILE      for ssh (default: its own)
                --strict-host-key-checking=BOOL
                                             whether ssh verifies hosts (default true)
                --debug                      say on standard error what is asked of whom
                --version                    print the version
                -h, --help                   this, or the help of the command

            Each is also an environment variable: --some-flag is FLOTILLA_SOME_FLAG, or fleetctl's FLEETCTL_SOME_FLAG.
            The exit status is 0 when all that was asked for was done, 1 when not, 2 for a command line without sense.

            flotilla help COMMAND    tells more of one command.
            """;

    private static final String LAUNCHER = """

            LOCAL CLUSTER (of this checkout):
                up, down, ps, logs, dev      bring one up, take it down, look at it, play its failures
                build, test, bench           build services and client, run the tests, the benchmarks
                images, simulate             build the images, play the cluster on a virtual clock
            """;

    private RootHelp() {}

    static String text(Map<String, String> environment) {
        StringBuilder text = new StringBuilder(HEAD);
        for (CommandTable.Group group : CommandTable.Group.values()) {
            text.append('\n').append(title(group)).append(":\n");
            for (CommandTable command : CommandTable.values()) {
                if (command.group() == group) {
                    String word = command.word();
                    text.append("    ").append(word).repeat(' ', 20 - word.length());
                    text.append(command.summary()).append('\n');
                }
            }
        }
        if (environment.containsKey("FLOTILLA_ROOT")) {
            text.append(LAUNCHER);
        }
        return text.append(OPTIONS).toString();
    }

    private static String title(CommandTable.Group group) {
        return switch (group) {
            case UNITS -> "UNITS";
            case MACHINES -> "MACHINES";
            case CLUSTER -> "CLUSTER";
            case OTHER -> "OTHER";
        };
    }
}
