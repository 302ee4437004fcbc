# Parameters: the dotenv document on stdin, each as a variable PARAMETER_<name>.
#
# A value stands in single quotes, may have many lines, and writes a quote as '\''. Nothing of it is
# ever evaluated.

read_parameters() {
  local quote="'" escaped="'\\''" line name value
  while IFS= read -r line || [ -n "$line" ]; do
    name=${line%%=*}
    value=${line#*=}
    case $name in '' | *[!A-Za-z0-9_]*) continue ;; esac
    if [ "${value:0:1}" = "$quote" ]; then
      value=${value:1}
      until closed "$value"; do
        IFS= read -r line || [ -n "$line" ] || break
        value+=$'\n'$line
      done
      value=${value%"$quote"}
      value=${value//"$escaped"/$quote}
    fi
    printf -v "PARAMETER_$name" %s "$value"
  done
}

# Whether the text ends with a quote that closes it, rather than with one of its own.
closed() {
  local escaped="'\\''"
  local rest=${1//"$escaped"/}
  [ "${rest%"'"}" != "$rest" ]
}

# The whole number $2 if it lies between $3 and $4; the parameter $1 is at fault otherwise.
whole_number() {
  if ! [[ $2 =~ ^[0-9]{1,9}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
    printf '%s: it must be a whole number from %s to %s, not %s\n' "$1" "$3" "$4" "$2" >&2
    return 1
  fi
  printf %s "$((10#$2))"
}
