#!/bin/bash
# Prints a message.
. "$(dirname "${BASH_SOURCE[0]}")/../lib/parameters.sh"

read_parameters
printf %s "${PARAMETER_message-}"
