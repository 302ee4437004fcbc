source /dev/stdin
echo "fetching tax rates from ${rate_file:-office}"
for country in AT BE CH DE; do
  [ -n "$country" ] && echo "$country 0.2"
done
if [ "${rate_file:-office}" = office ]; then
  {
    echo 'Traceback (most recent call last):'
    echo '  File "tax/office.py", line 41, in fetch'
    echo '    answer = ask(country, year)'
    echo 'ConnectionError: the tax office of FR did not answer within 10 s; give rate_file=copy to read the copy of last week'
  } >&2
  exit 1
fi
echo 'FR 0.2'
echo '5 countries'
