package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Tree;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.Metadata;
import java.util.List;

/** What the sections of etcd and fleet hold: discovery, addresses, metadata. */
final class ServiceRules {
    private static final String PUBLIC_DISCOVERY = "discovery.etcd.io";

    private final Reporter report;

    ServiceRules(Reporter report) {
        this.report = report;
    }

    void check(Place root) {
        root.section("coreos").ifPresent(coreos -> {
            for (String name : List.of("etcd", "etcd2")) {
                coreos.section(name).ifPresent(this::etcd);
            }
            coreos.section("fleet").ifPresent(this::fleet);
            for (String name : List.of("etcd", "etcd2", "fleet", "locksmith", "flannel")) {
                coreos.section(name).ifPresent(this::quotes);
            }
        });
    }

    private void etcd(Place etcd) {
        etcd.text("discovery").ifPresent(url -> discovery(url, etcd.pathOf("discovery")));
        long ways = List.of("discovery", "discovery_srv", "initial_cluster").stream()
                .filter(key -> etcd.text(key).isPresent())
                .count();
        if (ways > 1) {
            report.warning(
                    etcd.mapping().mark(),
                    etcd.path(),
                    "several ways to find the other members",
                    "keep one of discovery, discovery_srv and initial_cluster: etcd refuses to start with two");
        }
    }

    private void discovery(Tree.Scalar url, String path) {
        if (hasNoToken(url.text())) {
            report.error(
                    url.mark(),
                    path,
                    "the discovery URL has no token yet",
                    "ask /new?size=3 for one and put its answer here");
        } else if (!RequestUri.isHttp(url.text())) {
            report.error(
                    url.mark(),
                    path,
                    "the discovery URL is no http(s) URL",
                    "put the answer of /new?size=3 here, unchanged");
        } else if (url.text().contains(PUBLIC_DISCOVERY)) {
            report.warning(
                    url.mark(),
                    path,
                    PUBLIC_DISCOVERY + " no longer answers",
                    "use the gateway's: http://GATEWAY/new?size=3");
        }
    }

    private static boolean hasNoToken(String url) {
        return url.contains("<")
                || url.contains("TOKEN")
                || url.matches("(?i)https?://[^/?#]*/?")
                || url.matches(".*/new/?(\\?.*)?");
    }

    private void fleet(Place fleet) {
        fleet.text("metadata").ifPresent(metadata -> {
            try {
                Metadata.parse(metadata.text());
            } catch (FlotillaException wrong) {
                report.error(
                        metadata.mark(),
                        fleet.pathOf("metadata"),
                        wrong.error().message(),
                        "write disk=ssd,region=us-west");
            }
        });
        fleet.text("etcd_servers")
                .filter(servers -> List.of(servers.text().split(",")).stream()
                        .anyMatch(server -> !RequestUri.isHttp(server.strip()) && server.indexOf('$') < 0))
                .ifPresent(servers -> report.error(
                        servers.mark(),
                        fleet.pathOf("etcd_servers"),
                        "is no comma-separated list of http(s) URLs",
                        "write http://10.0.0.1:2379,http://10.0.0.2:2379"));
    }

    /** The values go into {@code Environment="..."} as they are. */
    private void quotes(Place section) {
        for (Tree.Entry entry : section.mapping().entries()) {
            if (entry.name().endsWith("_password")) {
                report.warning(
                        entry.mark(),
                        section.pathOf(entry.name()),
                        "the password goes into a drop-in that every user of the machine may read",
                        "use certificates");
            }
            if (entry.value() instanceof Tree.Scalar scalar && scalar.text().matches("(?s).*[\"\\\\\n].*")) {
                report.error(
                        scalar.mark(),
                        section.pathOf(entry.name()),
                        "a quote, backslash or line end would break the drop-in's Environment= line",
                        "leave it out");
            } else if (entry.value() instanceof Tree.Scalar scalar
                    && scalar.text().matches("(?s).*%[^%].*")) {
                report.warning(
                        scalar.mark(),
                        section.pathOf(entry.name()),
                        "systemd takes % for a specifier here",
                        "write %%");
            }
        }
    }
}
