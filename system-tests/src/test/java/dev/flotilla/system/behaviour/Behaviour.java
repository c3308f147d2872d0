package dev.flotilla.system.behaviour;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a class shows, in one line, for the report {@code target/behaviours.html}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Behaviour {
    /** One sentence in the present tense, about what a user notices. */
    String value();
}
