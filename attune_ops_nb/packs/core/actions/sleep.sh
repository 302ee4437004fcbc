#!/bin/bash
# Waits.
. "$(dirname "${BASH_SOURCE[0]}")/../lib/parameters.sh"

read_parameters
seconds=$(whole_number seconds "${PARAMETER_seconds:-1}" 0 3600) || exit 1
if [ -n "${PARAMETER_message-}" ]; then
  printf '%s\n' "$PARAMETER_message"
fi
sleep "$seconds"
printf 'Slept for %s seconds\n' "$seconds"
