#!/bin/sh
# Keeps an Amazon load balancer in step with a service: each instance is a target of a target group.
#   flotilla.sidekick.hook.elb.command=TARGET_GROUP=arn:aws:... /etc/flotilla/elb.sh
#   flotilla.sidekick.hook.elb.services=website
# An instance may name a group of its own: Attr=target-group=arn:... in its [X-Discovery].
# Told again until it ends with 0; registering or deregistering twice does no harm.
set -eu

group=${FLOTILLA_ATTR_TARGET_GROUP:-${TARGET_GROUP:?is not set}}
target="Id=$FLOTILLA_HOST,Port=$FLOTILLA_PORT"
# Any other command can take its place.
elb=${ELB:-aws elbv2}

case $FLOTILLA_EVENT in
register) $elb register-targets --target-group-arn "$group" --targets "$target" ;;
deregister) $elb deregister-targets --target-group-arn "$group" --targets "$target" ;;
change) ;; # still there, at the same address
*)
    echo "what is $FLOTILLA_EVENT?" >&2
    exit 1
    ;;
esac
