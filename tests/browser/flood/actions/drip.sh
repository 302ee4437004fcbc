source /dev/stdin
for ((beat = 0; beat < beats; beat++)); do
  seq -f 'line %.0f of the flood' $((beat * lines + 1)) $(((beat + 1) * lines))
  sleep 0.1
done
echo 'the last line'
