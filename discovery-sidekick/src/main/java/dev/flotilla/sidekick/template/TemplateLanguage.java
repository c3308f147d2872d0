package dev.flotilla.sidekick.template;

import dev.flotilla.sidekick.directory.Snapshot;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What templates are written in. */
@FunctionalInterface
public interface TemplateLanguage {
    /**
     * Reads a template.
     *
     * @param name where it comes from, for messages
     * @throws TemplateFault when it cannot be read; says where
     */
    Renderer read(String name, String source) throws TemplateFault;

    /** A template that was read. */
    @FunctionalInterface
    interface Renderer {
        /**
         * Renders all that passes. An instance on which the template fails is left out; the others are not harmed by it.
         *
         * @throws TemplateFault when the template fails whatever the instances
         */
        Rendered render(Snapshot snapshot) throws TemplateFault;
    }

    /**
     * What came out.
     *
     * @param text the file
     * @param leftOut instances that the template cannot render, and why
     */
    record Rendered(String text, SortedMap<String, String> leftOut) {
        public Rendered {
            leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
        }
    }

    /** It is the template. */
    final class TemplateFault extends Exception {
        private static final long serialVersionUID = 1L;

        public TemplateFault(String words) {
            super(words);
        }
    }
}
