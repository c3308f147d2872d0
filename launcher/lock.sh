# One at a time: who works on a folder holds a lock on it, and the next one waits. It goes with the process that took it.

# locked FOLDER COMMAND...: the command, in a shell of its own.
locked() {
    local folder=$1
    shift
    (
        lock_wait 9 "$folder"
        "$@"
    ) 9<"$folder"
}

# lock_wait DESCRIPTOR FOLDER
lock_wait() {
    flock -n "$1" && return
    say "waiting for another ./flotilla that is at work in $2 ..."
    flock "$1"
}
