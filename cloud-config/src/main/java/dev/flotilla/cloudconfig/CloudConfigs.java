package dev.flotilla.cloudconfig;

import dev.flotilla.cloudconfig.source.Detection;
import dev.flotilla.cloudconfig.source.Variables;
import dev.flotilla.cloudconfig.validate.Findings;
import dev.flotilla.cloudconfig.validate.Validator;

/** What can be done with cloud-configs; the one door for the command line and the gateway. */
public final class CloudConfigs {
    private CloudConfigs() {}

    /** As {@link #validate(byte[], Variables)}, away from the machine: addresses are not missed. */
    public static Findings validate(byte[] userData) {
        return validate(userData, Variables.unknown());
    }

    /** What is wrong with user-data, for a machine with these addresses. Any bytes have an answer. */
    public static Findings validate(byte[] userData, Variables variables) {
        return Validator.validate(Detection.detect(userData), variables);
    }
}
