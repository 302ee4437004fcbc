# Waits, and says so afterwards.
source "${BASH_SOURCE%/*}/../lib/parameters.sh"

seconds=${seconds:-1}
if [[ ! $seconds =~ ^[0-9]{1,4}$ ]] || ((10#$seconds > 3600)); then
  echo "seconds: it must be a whole number from 0 to 3600, not '$seconds'" >&2
  exit 1
fi
if [[ -n $message ]]; then
  printf '%s\n' "$message"
fi
sleep "$seconds"
echo "Slept for $seconds seconds"
