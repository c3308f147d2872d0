# Builds every image of deploy/images/. Without a base image it makes one of Debian's packages, so that no image registry
# is needed; what was downloaded once is kept.

IMAGES_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/flotilla
IMAGES_STAGE=$FLOTILLA_ROOT/target/images
IMAGES_SUITE=bookworm
IMAGES_ALL="registry scheduler gateway agent sidekick cli etcd machine"
# What the services, the client, and what they stand on ask for; java.desktop for java.beans, jdk.jfr for diagnosis.
IMAGES_MODULES=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs

images_usage() {
    cat <<U
Usage: ./flotilla images [--prefix NAME] [--tag TAG] [--jre IMAGE] [--base IMAGE] [IMAGE...]
Builds the container images: $IMAGES_ALL.
Debian's package mirror is needed, at least the first time; an image registry is not.
  --prefix NAME  the images are NAME/registry, NAME/agent ... (default flotilla)
  --tag TAG      and bear this tag (default latest)
  --jre IMAGE    the Java services stand on this image, which has a JRE 25 on its PATH, e.g. eclipse-temurin:25-jre
                 (default: one made here of Debian's packages and a jlink'ed runtime)
  --base IMAGE   what etcd and machine stand on, a Debian (default: one made here with debootstrap)
U
}

images() {
    local prefix=flotilla tag=latest jre= base= name names=()
    while [ $# -gt 0 ]; do
        case $1 in
        --prefix | --tag | --jre | --base)
            [ $# -ge 2 ] || die "$1 needs a value"
            printf -v "${1#--}" %s "$2"
            shift
            ;;
        -h | --help) images_usage; return ;;
        -*) images_usage >&2; die "images does not know $1" ;;
        *)
            [[ " $IMAGES_ALL " == *" $1 "* ]] || die "no image $1; there are: $IMAGES_ALL"
            names+=("$1")
            ;;
        esac
        shift
    done
    build_if_needed
    trap docker_release EXIT
    docker_ensure
    [ ${#names[@]} -gt 0 ] || read -ra names <<<"$IMAGES_ALL"
    [ -n "$base" ] || images_base "$prefix" base
    [ -n "$jre" ] || images_jre "$prefix" "$base" jre
    images_build_all "$prefix" "$tag" "$base" "$jre" "${names[@]}"
}

# images_build_all PREFIX TAG BASE JRE NAME...: two at a time, for much of it is waiting; what stands on others comes last.
images_build_all() {
    local with=("${@:1:4}") name
    shift 4
    for name in "$@"; do
        [ "$name" != machine ] || continue
        [ "$(jobs -rp | wc -l)" -lt 2 ] || wait -n
        images_build "$name" "${with[@]}" &
    done
    while [ -n "$(jobs -p)" ]; do wait -n; done
    [[ " $* " != *" machine "* ]] || images_build machine "${with[@]}"
}

# images_base PREFIX VARIABLE: Debian, from debootstrap or from what it made before.
images_base() {
    local image=$1/debian:$IMAGES_SUITE tar=$IMAGES_CACHE/debian-$IMAGES_SUITE.tar dir
    printf -v "$2" %s "$image"
    docker image inspect "$image" >/dev/null 2>&1 && return
    if [ ! -f "$tar" ]; then
        [ "$(id -u)" = 0 ] || die "making a base image takes root (debootstrap); or name one: --base debian:$IMAGES_SUITE"
        command -v debootstrap >/dev/null || install_package debootstrap
        mkdir -p "$IMAGES_CACHE"
        dir=$(mktemp -d "$IMAGES_CACHE/debootstrap.XXXXXX")
        say "making a Debian $IMAGES_SUITE base image (once; kept in $tar) ..."
        debootstrap --variant=minbase --include=ca-certificates "$IMAGES_SUITE" "$dir/root" >"$dir/log" 2>&1 \
            || { tail -n 20 "$dir/log" >&2; rm -rf "$dir"; die "debootstrap failed"; }
        rm -rf "$dir"/root/var/cache/apt/* "$dir"/root/var/lib/apt/lists/* "$dir"/root/usr/share/{doc,man,locale}/*
        tar -C "$dir/root" -cf "$tar.new" . && mv "$tar.new" "$tar"
        rm -rf "$dir"
    fi
    docker import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$image" <"$tar" >/dev/null
}

# images_jre PREFIX BASE VARIABLE: a runtime with the modules we use, at the place where the usual base has it.
images_jre() {
    local stage=$IMAGES_STAGE/jre image
    image=$1/jre:$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")
    printf -v "$3" %s "$image"
    if [ "$(cat "$stage/modules" 2>/dev/null)" != "$JAVA_HOME $IMAGES_MODULES" ]; then
        say "linking a Java runtime ..."
        rm -rf "$stage"
        mkdir -p "$stage"
        "$JAVA_HOME/bin/jlink" --add-modules "$IMAGES_MODULES" --strip-debug --no-header-files --no-man-pages \
            --generate-cds-archive --output "$stage/jre" >&2
        echo "$JAVA_HOME $IMAGES_MODULES" >"$stage/modules"
    fi
    cp "$FLOTILLA_ROOT/deploy/images/jre/Dockerfile" "$stage/"
    images_docker_build "$image" "$stage" --build-arg "BASE=$2"
}

# images_build NAME PREFIX TAG BASE JRE: with its context put together under target/images/.
images_build() {
    local stage=$IMAGES_STAGE/$1 parts=$FLOTILLA_ROOT/deploy/images
    rm -rf "$stage"
    mkdir -p "$stage"
    cp "$parts/$1"/* "$stage/"
    case $1 in
    registry | scheduler | agent) images_service "$stage" "$1-service" ;;
    gateway) images_service "$stage" gateway ;;
    sidekick) images_service "$stage" discovery-sidekick ;;
    cli)
        mkdir "$stage/launcher"
        cp "$FLOTILLA_ROOT/cli/target/flotilla-cli.jar" "$stage/"
        cp "$FLOTILLA_ROOT/launcher/announce.sh" "$stage/launcher/"
        ;;
    esac
    images_docker_build "$2/$1:$3" "$stage" --build-arg "BASE=$4" --build-arg "JRE=$5" --build-arg "AGENT=$2/agent:$3" \
        --build-arg "SIDEKICK=$2/sidekick:$3" --build-arg "CLI=$2/cli:$3"
}

images_service() {
    cp -r "$FLOTILLA_ROOT/$2/target/quarkus-app" "$1/app"
    cp "$FLOTILLA_ROOT/deploy/images/shared"/* "$1/"
    # shellcheck disable=SC2086 # the flags are words
    printf '%s\n' $JVM_FLAGS >"$1/jvm-flags"
}

images_docker_build() {
    local image=$1 context=$2 log=$2.log before
    shift 2
    say "building $image ..."
    before=$(docker images -q "$image")
    DOCKER_BUILDKIT=0 docker build -q -t "$image" "$@" "$context" >"$log" 2>&1 || { cat "$log" >&2; die "building $image failed"; }
    # What it replaces is no use to anybody, unless a container still runs on it.
    [ -z "$before" ] || [ "$before" = "$(docker images -q "$image")" ] || docker rmi "$before" >/dev/null 2>&1 || true
}
