echo "<b>no & no</b>" >&2
exit 3
