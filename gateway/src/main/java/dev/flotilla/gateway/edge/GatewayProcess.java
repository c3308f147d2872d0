package dev.flotilla.gateway.edge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the gateway's process begins. */
@QuarkusMain
public final class GatewayProcess {
    private GatewayProcess() {}

    public static void main(String... args) {
        // Quarkus would refuse what is no URI with an empty answer; RequestTargets refuses it in the API's words.
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(args);
    }
}
