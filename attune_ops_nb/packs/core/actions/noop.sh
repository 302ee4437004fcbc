#!/bin/bash
# Does nothing.
. "$(dirname "${BASH_SOURCE[0]}")/../lib/parameters.sh"

read_parameters
exit_code=$(whole_number exit_code "${PARAMETER_exit_code:-0}" 0 255) || exit 1
if [ -n "${PARAMETER_message-}" ]; then
  printf '[NOOP] %s\n' "$PARAMETER_message"
fi
printf 'No operation completed successfully\n'
exit "$exit_code"
