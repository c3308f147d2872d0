package dev.flotilla.cli.cloudconfig;

import java.util.List;
import picocli.CommandLine.Option;

/** What {@code render} is told about the machine and its cluster. Empty: not given. */
final class RenderOptions {
    @Option(names = "--role", paramLabel = "ROLE", description = "render: single, central or worker.")
    String role = "";

    @Option(names = "--metadata", paramLabel = "KEY=VALUE,...", description = "render: the machine's metadata.")
    String metadata = "";

    @Option(names = "--hostname", paramLabel = "NAME", description = "render: the machine's name.")
    String hostname = "";

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "render: where others reach the machine; $private_ipv4 when not given.")
    String address = "";

    @Option(
            names = "--registry",
            paramLabel = "HOST:PORT,...",
            description = "render: the registry's replicas; a worker needs them.")
    String registry = "";

    @Option(
            names = "--etcd-members",
            paramLabel = "NAME=ADDRESS,...",
            description = "render: etcd's members, when all are known.")
    String etcdMembers = "";

    @Option(
            names = "--etcd-srv",
            paramLabel = "DOMAIN",
            description = "render: the domain whose SRV records name them.")
    String etcdSrv = "";

    @Option(names = "--discovery", paramLabel = "URL", description = "render: where they meet, as /new?size=3 answers.")
    String discovery = "";

    @Option(
            names = "--etcd-proxy",
            paramLabel = "HOST:PORT,...",
            description = "render: give a worker etcd under its local address; etcd's client addresses.")
    String etcdProxy = "";

    @Option(
            names = "--ssh-key",
            paramLabel = "FILE",
            description = "render: a public key for the user core; may be repeated.")
    List<String> sshKeys = List.of();

    @Option(
            names = "--join-token-file",
            paramLabel = "FILE",
            description = "render: the file with the token that the agent presents.")
    String joinTokenFile = "";

    @Option(
            names = "--reboot-strategy",
            paramLabel = "STRATEGY",
            description = "render: etcd-lock, reboot or off; the system's own when not given.")
    String rebootStrategy = "";

    @Option(names = "--image-prefix", paramLabel = "PREFIX", description = "render: before the images' names.")
    String imagePrefix = "flotilla/";

    @Option(names = "--image-tag", paramLabel = "TAG", description = "render: the images' version.")
    String imageTag = "latest";
}
