package dev.flotilla.sidekick.template.edge;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.sidekick.directory.Snapshot;
import dev.flotilla.sidekick.template.TemplateLanguage;
import io.quarkus.qute.Engine;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.Results;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.ValueResolver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes a text from a template (Qute) and the directory. A template sees
 *
 * <ul>
 *   <li>{@code {#for i in fleet.service('website')}}: the passing instances of a service, sorted by name; none when there are
 *       none. Each has {@code service name host port version machine unit tags attrs};
 *   <li>{@code {#for s in fleet.services}}: all services with {@code name} and {@code instances}.
 * </ul>
 *
 * What is not there is an error, not an empty text: {@code {i.attrs.weight ?: 100}} says what to take instead.
 */
public final class QuteTemplates implements TemplateLanguage {
    @Override
    public Renderer read(String name, String source) throws TemplateFault {
        Engine engine = Engine.builder()
                .addDefaults()
                .addValueResolver(Fleet.resolver())
                .strictRendering(true)
                .removeStandaloneLines(true)
                .timeout(10_000)
                .build();
        try {
            return new QuteRenderer(engine.parse(source, null, name));
        } catch (TemplateException e) {
            throw fault(e);
        }
    }

    private static TemplateFault fault(TemplateException e) {
        return new TemplateFault(String.valueOf(e.getMessage()));
    }

    private record QuteRenderer(Template template) implements Renderer {
        @Override
        public Rendered render(Snapshot snapshot) throws TemplateFault {
            List<Instance> passing = snapshot.passing();
            try {
                return new Rendered(text(passing), new TreeMap<>());
            } catch (TemplateException e) {
                return withoutTheBroken(passing, e);
            }
        }

        private Rendered withoutTheBroken(List<Instance> passing, TemplateException whole) throws TemplateFault {
            SortedMap<String, String> leftOut = new TreeMap<>();
            List<Instance> sound = new ArrayList<>();
            for (Instance instance : passing) {
                Optional<String> broken = broken(instance);
                broken.ifPresentOrElse(
                        words -> leftOut.put(instance.key().toString(), words), () -> sound.add(instance));
            }
            if (leftOut.isEmpty() || sound.isEmpty()) {
                // No single one is to blame, or all are: then it is the template.
                throw fault(whole);
            }
            try {
                return new Rendered(text(sound), leftOut);
            } catch (TemplateException e) {
                throw fault(e);
            }
        }

        private Optional<String> broken(Instance instance) {
            try {
                text(List.of(instance));
                return Optional.empty();
            } catch (TemplateException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }

        private String text(List<Instance> instances) {
            return template.data("fleet", Fleet.of(instances)).render();
        }
    }

    /** What the word {@code fleet} stands for in a template. */
    private record Fleet(SortedMap<String, List<Map<String, Object>>> byService) {
        static Fleet of(List<Instance> instances) {
            SortedMap<String, List<Map<String, Object>>> byService = new TreeMap<>();
            instances.forEach(instance -> byService
                    .computeIfAbsent(instance.service(), name -> new ArrayList<>())
                    .add(seen(instance)));
            return new Fleet(byService);
        }

        static ValueResolver resolver() {
            return ValueResolver.builder()
                    .applyToBaseClass(Fleet.class)
                    .resolveAsync(Fleet::resolve)
                    .build();
        }

        private static CompletionStage<Object> resolve(EvalContext context) {
            Fleet fleet = (Fleet) context.getBase();
            if (context.getName().equals("services") && context.getParams().isEmpty()) {
                List<Map<String, Object>> services = new ArrayList<>();
                fleet.byService.forEach((name, members) -> services.add(Map.of("name", name, "instances", members)));
                return CompletableFuture.completedFuture(services);
            }
            if (context.getName().equals("service") && context.getParams().size() == 1) {
                return context.evaluate(context.getParams().getFirst())
                        .thenApply(name -> fleet.byService.getOrDefault(String.valueOf(name), List.of()));
            }
            return Results.notFound(context);
        }
    }

    private static Map<String, Object> seen(Instance instance) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("service", instance.service());
        seen.put("name", instance.name());
        seen.put("host", instance.host());
        seen.put("port", instance.port());
        seen.put("version", plain(instance.version().orElse("")));
        seen.put("machine", instance.machine().map(MachineId::value).orElse(""));
        seen.put("unit", instance.unit().map(UnitName::value).orElse(""));
        seen.put("tags", instance.tags().stream().map(QuteTemplates::plain).toList());
        Map<String, String> attributes = new TreeMap<>();
        instance.attributes().forEach((key, value) -> attributes.put(plain(key), plain(value)));
        seen.put("attrs", attributes);
        return seen;
    }

    /** A line break in a value must not begin a new line of somebody's configuration. */
    private static String plain(String value) {
        return value.replaceAll("[\\p{Cntrl}]", " ");
    }
}
