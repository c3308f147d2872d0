package dev.flotilla.cloudconfig.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import dev.flotilla.cloudconfig.source.Variables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the validator finds, where, and how bad it is. */
class FindingsTest {
    @Test
    void aCorrectFileHasNoErrors() {
        assertThat(CloudConfigs.validate(Fixtures.bytes("samples/ok.yaml")).errors())
                .isEmpty();
    }

    @Test
    void theBadSampleIsTakenApartWithRealLines() {
        assertThat(CloudConfigs.validate(Fixtures.bytes("samples/bad.yaml")).all())
                .extracting(finding -> finding.mark().line() + " " + finding.severity() + " " + finding.path())
                .contains(
                        "2 warning hostnme",
                        "4 error hostname",
                        "6 warning coreos.etcd",
                        "7 error coreos.etcd.discovery",
                        "8 warning coreos.etcd2",
                        "9 error coreos.etcd2.proxy",
                        "11 error coreos.update.reboot-strategy",
                        "13 error coreos.locksmith.window-start",
                        "14 error coreos.locksmith.window-length",
                        "17 error coreos.units[0].command",
                        "18 error coreos.units[0].enable",
                        "19 warning coreos.units[0].dropins",
                        "20 warning coreos.write_files",
                        "23 warning write_files[0].path",
                        "24 error write_files[0].permissions",
                        "26 error write_files[0].content",
                        "29 warning users[0].coreos-ssh-import-github",
                        "30 warning users[0].sudo");
    }

    @Test
    void dashesAndUnderscoresAreTheSame() {
        String text = Fixtures.text("samples/bad.yaml");
        String twin = text.replaceAll("(?m)^( *(?:- )?[a-z]+)-([a-z]+)(?:-([a-z]+))?:", "$1_$2:")
                .replace("coreos_ssh:", "coreos_ssh_import_github:");
        assertThat(words(twin).stream().map(line -> line.replace('_', '-')).toList())
                .isEqualTo(
                        words(text).stream().map(line -> line.replace('_', '-')).toList());
    }

    @Test
    void aTabIsCalledATab() {
        assertThat(words(Fixtures.text("samples/tab.yaml")))
                .containsExactly("4:1: error: no YAML: a tab where spaces have to be; indent with spaces");
    }

    @Test
    void headersAreToldApart() {
        assertThat(words("hostname: x\n")).singleElement().asString().contains("must be \"#cloud-config\"");
        assertThat(words("\uFEFF#cloud-config\n")).singleElement().asString().contains("byte order mark");
        assertThat(words("# cloud-config\n")).singleElement().asString().contains("exactly \"#cloud-config\"");
        assertThat(words("#cloud-config\r\nhostname: x\r\n")).isEmpty();
        assertThat(words("#cloud-config  \nhostname: x\n")).isEmpty();
        assertThat(words("")).singleElement().asString().contains("info: there is nothing in it");
        assertThat(words("#!/bin/sh\n")).isEmpty();
    }

    @Test
    void aListIsNoCloudConfig() {
        assertThat(words("#cloud-config\n- hostname: x\n"))
                .containsExactly(
                        "2:1: error: is only a list: none of it would be applied; begin with keys such as coreos:");
        assertThat(words("#cloud-config\nhello\n")).singleElement().asString().contains("is only a text");
        assertThat(words("#cloud-config\n")).isEmpty();
    }

    @Test
    void aKeyGivenTwiceIsFoundThroughItsSpelling() {
        assertThat(words("#cloud-config\nwrite_files: []\nwrite-files: []\n"))
                .containsExactly(
                        "3:1: error: write-files: the key is given twice (as \"write_files\"), first in line 2;"
                                + " keep one: only the last one counts");
    }

    @Test
    void misplacedAndMisspelledKeysGetAHint() {
        assertThat(words("#cloud-config\nunits: []\n"))
                .singleElement()
                .asString()
                .endsWith("it belongs under coreos: indent it");
        assertThat(words("#cloud-config\ncoreos: {unitz: []}\n"))
                .singleElement()
                .asString()
                .endsWith("did you mean \"units\"?");
        assertThat(words("#cloud-config\ncoreos: {units: [{name: a.service, dropins: []}]}\n"))
                .singleElement()
                .asString()
                .endsWith("did you mean \"drop_ins\"?");
    }

    @Test
    void variablesAreMissedOnlyOnTheMachine() {
        String text =
                "#cloud-config\nwrite_files:\n  - path: /a\n    content: http://$private_ipv4:2380 \\$public_ipv4\n";
        assertThat(words(text)).isEmpty();
        assertThat(words(text, Map.of("private_ipv4", "10.0.0.7"))).isEmpty();
        assertThat(words(text, Map.of("private_ipv4", " ")))
                .containsExactly("4:21: error: $private_ipv4 is not set on this machine and would become nothing; set"
                        + " COREOS_PRIVATE_IPV4, or write the address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${private_ipv4}",
                "$private_ip",
                "$PRIVATE_IPV4",
                "$private_ipv4x",
                "${public_ipv6}",
                "$public_address"
            })
    void almostVariablesAreWarnedOf(String almost) {
        assertThat(words("#cloud-config\nwrite_files: [{path: /a, content: '" + almost + "'}]\n"))
                .singleElement()
                .asString()
                .contains("warning");
    }

    @Test
    void variablesOfOthersAreLeftAlone() {
        assertThat(
                        words(
                                "#cloud-config\nwrite_files: [{path: /a, content: '${COREOS_PRIVATE_IPV4} $HOME $private $5'}]\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "name: nosuchtype, must contain",
        "name: a.servic, invalid unit type",
        "name: /etc/a.service, is no path",
        "'name: a.service, mask: true, enable: true', cannot be enabled",
        "'name: a.service, drop-ins: [{name: a.txt, content: \"[Service]\"}]', end in .conf",
        "'name: a.service, drop-ins: [{name: a.conf}]', without content",
        "'name: a@.service, enable: true, command: start', cannot be started",
        "'name: a.service, content: \"[Service]\\nExecStart=/bin/a\\nnonsense\"', missing",
        "'name: a.service, content: \"[Service]\\nType=simple\"', no ExecStart",
        "'name: a.service, content: \"[Unit]\\nDescription=x\"', needs a [Service]",
        "'name: a.service, content: \"[Service]\\nExecStart=bin/a\"', neither absolute",
        "'name: a.service, content: \"[Service]\\nExecStart=/a\\nExecStart=/b\"', only a Type=oneshot",
        "'command: start', no name",
        "'name: a.service, command: begin', invalid value",
        "'name: a.service, enable: \"yes\"', true or false",
    })
    void unitsThatCannotWorkAreErrors(String unit, String words) {
        assertThat(words("#cloud-config\ncoreos: {units: [{" + unit + "}]}\n"))
                .anySatisfy(line -> assertThat(line).contains("error", words));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hostname: [a]                                  | write one value behind the colon
            users: joe                                     | write it as a list: [a, b]
            users: {name: joe}                             | begin each of its elements with -
            coreos: units                                  | indent its keys below it
            coreos: {units: [{name: a.service, mask: "1"}]} | write true or false
            coreos: {fleet: {verbosity: high}}             | write a number
            coreos: {fleet: {agent_ttl: {a: b}}}           | write one value behind the colon
            users: [{name: Joe Doe}]                       | lower-case letters
            hostname: core-01.example.com                  | without a domain
            """)
    void whatIsWrongComesWithWhatToDo(String line, String advice) {
        assertThat(words("#cloud-config\n" + line + "\n"))
                .anySatisfy(finding -> assertThat(finding).contains(advice));
    }

    @Test
    void faultsInsideOfUnitsHaveTheirOwnLines() {
        assertThat(words("""
                #cloud-config
                coreos:
                  units:
                    - name: a.service
                      content: |
                        [Service]
                        ExecStart=/bin/a

                         what is this
                """))
                .containsExactly(
                        "9:10: error: coreos.units[0].content: missing \"=\": a line is a [Section], Name=value or"
                                + " a # comment; correct the unit, systemd would not take it");
    }

    @Test
    void unitsThatWorkAreLeftAlone() {
        assertThat(words("""
                #cloud-config
                coreos:
                  units:
                    - name: a@1.service
                      enable: true
                      command: start
                      drop-ins: [{name: 50-a.conf, content: "[Service]\\nEnvironment=A=b\\n"}]
                    - name: 00-eth0.network
                      content: "[Match]\\nName=eth0\\n"
                    - name: b.service
                      content: |
                        [Service]
                        Type=oneshot
                        ExecStart=/bin/sh -c "sleep 10"
                        ExecStart=-/bin/b
                """)).isEmpty();
    }

    @Test
    void enablingWithoutInstallIsWarnedOf() {
        assertThat(words("#cloud-config\ncoreos:\n  units:\n    - name: a.service\n      enable: true\n"
                        + "      content: |\n        [Service]\n        ExecStart=/bin/a\n"))
                .containsExactly(
                        "5:7: warning: coreos.units[0].enable: enabling does nothing: the unit has no [Install]"
                                + " section; add [Install] with WantedBy=multi-user.target");
    }

    @Test
    void unitsAndFilesGivenTwiceAreErrors() {
        assertThat(words("#cloud-config\ncoreos: {units: [{name: a.service}, {name: a.service}]}\n"))
                .singleElement()
                .asString()
                .contains("given twice, first in line 2");
        assertThat(words("#cloud-config\nwrite_files: [{path: /a}, {path: /a}]\n"))
                .singleElement()
                .asString()
                .contains("written twice");
    }

    @ParameterizedTest
    @CsvSource({
        "'path: a', not absolute",
        "'path: /a/../b', names no file",
        "'path: /a/', names no file",
        "'content: x', no path",
        "'path: /a, encoding: b64, content: \"***\"', cannot be decoded",
        "'path: /a, encoding: rot13, content: x', invalid value",
        "'path: /a, permissions: rw-r--r--', invalid value",
    })
    void filesThatCannotBeWrittenAreErrors(String file, String words) {
        assertThat(words("#cloud-config\nwrite_files: [{" + file + "}]\n"))
                .anySatisfy(line -> assertThat(line).contains("error", words));
    }

    @Test
    void permissionsInDecimalAreWarnedOf() {
        assertThat(words("#cloud-config\nwrite_files: [{path: /a, permissions: 420}]\n"))
                .singleElement()
                .asString()
                .contains("read as octal, which gives r---w----; 0644 is 420 in decimal");
        assertThat(words("#cloud-config\nwrite_files: [{path: /a, permissions: 0644}]\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path: /etc/k, content: \"-----BEGIN RSA PRIVATE KEY-----\"",
                "path: /etc/app.env, content: \"DB_PASSWORD=hunter22\"",
                "path: /etc/app.json, content: '{\"db\": {\"password\": \"hunter22\"}}'",
                "path: /opt/run, content: \"docker run -e DB_PASSWORD=hunter22 app\"",
                "path: /etc/app.conf, content: \"db = postgres://app:hunter22@db/app\"",
                "path: /etc/ssl/server-key.pem, content: x",
                "path: /root/.ssh/id_ed25519, content: x"
            })
    void secretsThatAllMayReadAreWarnedOf(String file) {
        assertThat(words("#cloud-config\nwrite_files: [{" + file + "}]\n"))
                .singleElement()
                .asString()
                .contains("looks like a secret");
        assertThat(words("#cloud-config\nwrite_files: [{" + file + ", permissions: \"0600\"}]\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ETCD_INITIAL_CLUSTER_TOKEN=production",
                "docker run -e DB_PASSWORD app",
                "DB_PASSWORD=$PASSWORD",
                "http://10.0.0.1:2379,http://core@10.0.0.2:2379",
                "see https://example.com/password=",
            })
    void whatIsNoSecretIsLeftAlone(String content) {
        assertThat(words("#cloud-config\nwrite_files: [{path: /etc/a, content: '" + content + "'}]\n"))
                .isEmpty();
    }

    @Test
    void secretsInUnitsAndDropInsAreWarnedOf() {
        assertThat(words("#cloud-config\ncoreos: {units: [{name: a.service, drop_ins: [{name: a.conf,"
                        + " content: \"[Service]\\nEnvironment=DB_PASSWORD=hunter22\\n\"}]}]}\n"))
                .singleElement()
                .asString()
                .contains("warning: coreos.units[0].drop_ins[0].content: looks like a secret");
        assertThat(words("#cloud-config\ncoreos: {locksmith: {etcd-password: x}}\n"))
                .singleElement()
                .asString()
                .contains("warning: coreos.locksmith.etcd-password");
    }

    @Test
    void usersAndKeysAreLookedAt() {
        assertThat(words("#cloud-config\nusers: [{name: joe, passwd: secret}]\n"))
                .singleElement()
                .asString()
                .contains("is no hash");
        assertThat(words("#cloud-config\nusers: [{name: joe, passwd: $6$a$b}, {name: joe}]\n"))
                .singleElement()
                .asString()
                .contains("given twice");
        assertThat(words("#cloud-config\nusers: [{gecos: x}]\n"))
                .singleElement()
                .asString()
                .contains("no name");
        assertThat(words("#cloud-config\nssh_authorized_keys: [nonsense]\n"))
                .singleElement()
                .asString()
                .contains("warning");
        assertThat(words("#cloud-config\nmanage_etc_hosts: all\n"))
                .singleElement()
                .asString()
                .contains("error");
        assertThat(words("#cloud-config\nhostname: \"a b\"\n"))
                .singleElement()
                .asString()
                .contains("no host name");
    }

    @Test
    void yamlsSurprisesAreExplained() {
        assertThat(words("#cloud-config\ncoreos: {update: {reboot-strategy: off}}\n"))
                .singleElement()
                .asString()
                .contains("info", "YAML takes off without quotes for false");
        assertThat(words("#cloud-config\ncoreos: {units: [{name: a.service, enable: yes}]}\n"))
                .singleElement()
                .asString()
                .contains("info", "write true");
    }

    @ParameterizedTest
    @CsvSource({
        "'discovery: not a url', error",
        "'discovery: https://discovery.etcd.io/new', error",
        "'discovery: https://discovery.etcd.io/<token>', error",
        "'discovery: http://10.0.0.1:49153', error",
        "'discovery: http://10.0.0.1:49153/', error",
        "'discovery: http://10.0.0.1:49153/new?size=3', error",
        "'discovery: https://discovery.etcd.io/abc', warning",
        "'discovery: http://10.0.0.1:49153/abc, initial-cluster: a=b', warning",
    })
    void discoveryIsLookedAtForEtcd2Too(String keys, String severity) {
        assertThat(words("#cloud-config\ncoreos: {etcd2: {" + keys + "}}\n"))
                .anySatisfy(line ->
                        assertThat(line).contains(severity + ": coreos.etcd2").doesNotContain("deprecated"));
    }

    @Test
    void fleetsKeysHaveToFitOurAgent() {
        assertThat(words("#cloud-config\ncoreos: {fleet: {metadata: disk}}\n"))
                .anySatisfy(line -> assertThat(line).contains("error", "is not key=value"));
        assertThat(words("#cloud-config\ncoreos: {fleet: {etcd_servers: 10.0.0.1}}\n"))
                .anySatisfy(line -> assertThat(line).contains("error", "http(s)"));
        assertThat(words("#cloud-config\ncoreos: {fleet: {public_ip: 'a\"b'}}\n"))
                .anySatisfy(line -> assertThat(line).contains("error", "Environment="));
    }

    @Test
    void partsOfAMessageAreNamed() {
        assertThat(words("""
                Content-Type: multipart/mixed; boundary=B

                --B
                Content-Type: text/cloud-config

                #cloud-config
                foo: 1
                --B
                Content-Type: text/plain

                nothing known
                --B--
                """))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("2:1: warning: part 1: foo"),
                        line -> assertThat(line).contains("1:1: error: part 2"));
    }

    private static List<String> words(String text) {
        return words(CloudConfigs.validate(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> words(String text, Map<String, String> variables) {
        return words(CloudConfigs.validate(text.getBytes(StandardCharsets.UTF_8), Variables.of(variables)));
    }

    private static List<String> words(Findings findings) {
        return findings.all().stream().map(Finding::toString).toList();
    }
}
