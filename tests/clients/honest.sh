#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Prints every log, one JSON object a line, as it is read; does not end with 0 where it cannot read all.
# usage: honest.sh [OPTION OF CURL…]    (such as --retry 2)
set -euo pipefail

work=$(mktemp --directory)
trap 'rm -r "$work"' EXIT

seconds=$(jq --null-input '(env.SENDMOCK_TIMEOUT // "5" | tonumber) * 0.8') # of a request as a whole
options=(--silent --show-error --globoff --path-as-is --max-time "$seconds")
options+=(--output "$work/content" --write-out '%{http_code}')
[[ -z ${SENDMOCK_CA_FILE-} ]] || options+=(--cacert "$SENDMOCK_CA_FILE")
credentials=$(printf '%s' "$SENDMOCK_KEY:$SENDMOCK_SECRET" | base64 --wrap=0)

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

declare -A seen
link=$SENDMOCK_URL
origin=$(cut --delimiter=/ --fields=1-3 <<<"$link") # scheme, host and port
while [[ -n $link ]]; do
    [[ -z ${seen[$link]-} ]] || fail 'a link that came before: the pages would never end'
    seen[$link]=1
    # Not as an argument, which all users of the machine could see.
    status=$(curl --disable "${options[@]}" "$@" "$link" \
        --header @<(printf 'Authorization: Basic %s\n' "$credentials"))
    [[ $status == 200 ]] || fail "status $status" # a redirect could lead to another origin
    jq --slurp --compact-output --raw-output --arg origin "$origin/" '
        if length != 1 then error("not one JSON text") else .[0] end
        | if type != "object" then error("no page of logs") else . end
        | if (.results | type) != "array" then error("no page of logs") else . end
        | if any(.results[]; type != "object") then error("no log") else . end
        | (if .next == null then "" else .next end) as $next
        | if $next == "" or ($next | type == "string" and startswith($origin) and test("^[!-~]*$"))
          then $next, .results[] else error("a link to another origin") end
    ' "$work/content" >"$work/lines"
    { IFS= read -r link; cat; } <"$work/lines"
done
