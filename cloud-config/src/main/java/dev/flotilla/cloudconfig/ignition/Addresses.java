package dev.flotilla.cloudconfig.ignition;

import dev.flotilla.cloudconfig.document.UnitSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the machine's addresses into files and units at its boot: Ignition writes {@code $private_ipv4} as it stands, and
 * a unit that runs before all that need it replaces it.
 */
final class Addresses {
    private static final String UNIT = "flotilla-addresses.service";
    private static final String SCRIPT = "/opt/flotilla/bin/fill-in-addresses";
    private static final int SCRIPT_MODE = 0755;

    private static final String UNIT_TEXT = """
            [Unit]
            Description=Puts this machine's addresses where its configuration names them
            After=network-online.target coreos-metadata.service
            Wants=network-online.target coreos-metadata.service

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=%s
            ExecStartPost=/usr/bin/systemctl daemon-reload

            [Install]
            WantedBy=multi-user.target
            """;

    private static final String WAIT_TEXT = """
            [Unit]
            Requires=flotilla-addresses.service
            After=flotilla-addresses.service
            """;

    private static final String SCRIPT_TEXT = """
            #!/bin/sh
            # Puts this machine's addresses where its configuration names them: what the cloud says, else what the
            # interfaces have. A file that names none any more stays as it is.
            set -eu
            if [ -r /run/metadata/flatcar ]; then . /run/metadata/flatcar; fi
            cloud() { set | sed -n "s/^COREOS_[A-Z0-9_]*_$1='\\{0,1\\}\\([0-9a-fA-F.:]*\\)'\\{0,1\\}$/\\1/p" | head -n 1; }
            own() { ip -o "$1" addr show scope global | sed -n 's|.* inet6\\{0,1\\} \\([^/ ]*\\)/.*|\\1|p' | head -n 1; }
            private_ipv4=${COREOS_PRIVATE_IPV4:-$(cloud IPV4_LOCAL)}
            private_ipv4=${private_ipv4:-$(own -4)}
            public_ipv4=${COREOS_PUBLIC_IPV4:-$(cloud IPV4_PUBLIC)}
            public_ipv4=${public_ipv4:-$private_ipv4}
            private_ipv6=${COREOS_PRIVATE_IPV6:-$(own -6)}
            public_ipv6=${COREOS_PUBLIC_IPV6:-$private_ipv6}
            if [ -z "$private_ipv4$private_ipv6" ]; then
                echo "this machine has no address yet" >&2
                exit 1
            fi
            for file in %s; do
                [ -f "$file" ] || continue
                sed -i \\
                    -e "s/\\$private_ipv4/$private_ipv4/g" -e "s/\\$public_ipv4/$public_ipv4/g" \\
                    -e "s/\\$private_ipv6/$private_ipv6/g" -e "s/\\$public_ipv6/$public_ipv6/g" "$file"
            done
            """;

    private Addresses() {}

    static IgnitionConfig filledIn(IgnitionConfig config) {
        List<String> paths = new ArrayList<>();
        config.files().stream()
                .filter(file -> file.text() && IgnitionConfig.namesAddress(file.string()))
                .forEach(file -> paths.add(file.path()));
        List<UnitSpec> units = new ArrayList<>();
        for (UnitSpec unit : config.units()) {
            units.add(waiting(unit, paths));
        }
        if (paths.isEmpty()) {
            return config;
        }
        units.addFirst(new UnitSpec(UNIT, false, true, false, UNIT_TEXT.formatted(SCRIPT), "", List.of()));
        List<IgnitionConfig.File> files = new ArrayList<>(config.files());
        files.add(IgnitionConfig.File.of(SCRIPT, SCRIPT_TEXT.formatted(String.join(" ", paths)), SCRIPT_MODE));
        return new IgnitionConfig(config.users(), files, units);
    }

    private static UnitSpec waiting(UnitSpec unit, List<String> paths) {
        boolean names = false;
        if (IgnitionConfig.namesAddress(unit.content())) {
            paths.add(unit.path());
            names = true;
        }
        for (UnitSpec.DropIn piece : unit.dropIns()) {
            if (IgnitionConfig.namesAddress(piece.content())) {
                paths.add(unit.path(piece));
                names = true;
            }
        }
        if (!names) {
            return unit;
        }
        List<UnitSpec.DropIn> pieces = new ArrayList<>(unit.dropIns());
        pieces.add(new UnitSpec.DropIn("05-addresses.conf", WAIT_TEXT));
        return unit.withDropIns(pieces);
    }
}
