# Does nothing, and ends with the exit code that was asked for.
source "${BASH_SOURCE%/*}/../lib/parameters.sh"

exit_code=${exit_code:-0}
if [[ ! $exit_code =~ ^[0-9]{1,3}$ ]] || ((10#$exit_code > 255)); then
  echo "exit_code: it must be a whole number from 0 to 255, not '$exit_code'" >&2
  exit 1
fi
if [[ -n $message ]]; then
  printf '[NOOP] %s\n' "$message"
fi
echo "No operation completed successfully"
exit "$exit_code"
