source /dev/stdin
for _ in $(seq "$times"); do
  printf '\033[32mhello %s\033[0m\n' "$name"
done
