package dev.flotilla.placement;

/**
 * Why a unit has to leave the machine it is placed on. There is no other reason to move a unit.
 *
 * @param words for the record
 */
record Departure(Kind kind, String words) {
    enum Kind {
        /** Its machine is lost, or not known any more. */
        LOST,
        /** Its machine gives its units away. */
        DRAINING,
        /** The machine is not, or does not have, what the unit requires. */
        UNFIT,
        /** A unit that came before it conflicts with it. */
        CONFLICT,
        /** Its {@code MachineOf=} target is on another machine. */
        TARGET_MOVED,
        /** A unit on the machine replaces it. */
        REPLACED;

        /**
         * With no other place to go it stays: nobody is better off when it stops. So does fleet with a replaced unit
         * that it cannot place elsewhere.
         */
        boolean mayStay() {
            return this == DRAINING || this == REPLACED;
        }
    }
}
