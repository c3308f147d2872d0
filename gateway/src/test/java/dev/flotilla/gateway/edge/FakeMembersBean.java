package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.bootstrap.FakeMembers;
import dev.flotilla.gateway.bootstrap.Members;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** Puts members in memory in the place of the registry's. */
@Singleton
class FakeMembersBean {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    @Typed({Members.class, FakeMembers.class})
    FakeMembers members() {
        return new FakeMembers();
    }
}
