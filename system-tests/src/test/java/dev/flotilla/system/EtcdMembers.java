package dev.flotilla.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Asks the local cluster's etcd who leads, with etcd's own tool. */
final class EtcdMembers {
    private EtcdMembers() {}

    static String leaderOf(LocalCluster cluster) throws IOException, InterruptedException {
        for (int member = 1; member <= 3; member++) {
            var builder = new ProcessBuilder(
                    "etcdctl",
                    "endpoint",
                    "status",
                    "-w",
                    "json",
                    "--endpoints=http://127.0.0.1:" + (cluster.portBase() + 80 + 2 * member));
            builder.environment().put("ETCDCTL_API", "3");
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                JsonNode status = LocalCluster.json(out).get(0).path("Status");
                if (status.path("header").path("member_id").equals(status.path("leader"))) {
                    return "etcd-" + member;
                }
            }
        }
        throw new AssertionError("no etcd member leads");
    }
}
