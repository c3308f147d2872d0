package dev.flotilla.cloudconfig;

import dev.flotilla.cloudconfig.apply.Applier;
import dev.flotilla.cloudconfig.apply.ApplyException;
import dev.flotilla.cloudconfig.apply.Host;
import dev.flotilla.cloudconfig.apply.Plan;
import dev.flotilla.cloudconfig.apply.PlannedStep;
import dev.flotilla.cloudconfig.apply.Planner;
import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.CloudConfigReader;
import dev.flotilla.cloudconfig.document.ParsedText;
import dev.flotilla.cloudconfig.render.Format;
import dev.flotilla.cloudconfig.render.RenderRequest;
import dev.flotilla.cloudconfig.render.Renderer;
import dev.flotilla.cloudconfig.source.Detection;
import dev.flotilla.cloudconfig.source.Substitution;
import dev.flotilla.cloudconfig.source.UserData;
import dev.flotilla.cloudconfig.source.Variables;
import dev.flotilla.cloudconfig.validate.Findings;
import dev.flotilla.cloudconfig.validate.Validator;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

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

    /** What a cloud-config says, addresses replaced. A text that is no YAML says nothing: validate it first. */
    public static CloudConfig read(String text, Variables variables) {
        return CloudConfigReader.read(ParsedText.parse(Substitution.replace(text, variables)));
    }

    /** A machine's complete user-data. The same request has the same answer. */
    public static String render(RenderRequest request, Format format) {
        return Renderer.render(request, format);
    }

    /**
     * A cloud-config in another form, for example for Ignition.
     *
     * @throws IllegalArgumentException when the form cannot say it
     */
    public static String convert(CloudConfig config, Format format) {
        return Renderer.write(config, format);
    }

    /**
     * What applying user-data would do to a machine. Nothing is changed.
     *
     * @return a plan; one with problems when the user-data has errors, or does not fit the machine
     * @throws IOException when the machine cannot be read
     */
    public static Plan plan(byte[] userData, Variables variables, Host host) throws IOException {
        UserData data = Detection.detect(userData);
        Findings findings = Validator.validate(data, variables);
        if (!findings.isApplicable()) {
            return new Plan(
                    List.of(), findings.errors().stream().map(Object::toString).toList());
        }
        Planner planner = new Planner(host, variables);
        add(data, variables, planner);
        return planner.plan();
    }

    /**
     * Makes a plan true.
     *
     * @param progress is told of each step as it is done or passed over
     * @return the changes made; none when everything was so already
     * @throws ApplyException when a step failed; nothing is left half written
     */
    public static List<PlannedStep> apply(Plan plan, Host host, Consumer<PlannedStep> progress) throws ApplyException {
        return new Applier(host, progress).apply(plan);
    }

    private static void add(UserData data, Variables variables, Planner planner) throws IOException {
        switch (data) {
            case UserData.CloudConfigText text -> planner.add(read(text.text(), variables));
            case UserData.Script script -> planner.addScript(script.text());
            case UserData.Multipart message -> {
                for (UserData part : message.parts()) {
                    add(part, variables, planner);
                }
            }
            case UserData.Empty empty -> {}
            case UserData.Ignition ignition -> {}
            case UserData.Unrecognized unrecognized -> {}
        }
    }
}
