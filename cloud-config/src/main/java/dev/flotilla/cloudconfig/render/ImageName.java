package dev.flotilla.cloudconfig.render;

/** Where Docker looks for an image, by its name. */
final class ImageName {
    private ImageName() {}

    /**
     * Whether the name begins with a registry's: with a dot or a port in it, or {@code localhost}. Every other name is one
     * of Docker's own hub, where {@code flotilla/agent} may be anybody's.
     */
    static boolean namesItsRegistry(String image) {
        int slash = image.indexOf('/');
        String first = image.substring(0, Math.max(0, slash));
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }
}
