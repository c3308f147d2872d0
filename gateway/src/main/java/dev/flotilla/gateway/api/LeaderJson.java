package dev.flotilla.gateway.api;

import dev.flotilla.client.Leader;

/**
 * The scheduler that decides, in {@code /v1}.
 *
 * @param term its fencing token; grows with each change of leader
 */
public record LeaderJson(String candidate, long term) {
    public static LeaderJson of(Leader leader) {
        return new LeaderJson(leader.candidate(), leader.term());
    }
}
