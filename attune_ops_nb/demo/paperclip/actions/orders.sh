source /dev/stdin
total=$((${minutes:-30} * 30))
for ((number = 1; number <= total; number++)); do
  parcels=$((number * 7 % 5 + 1))
  echo "order $((40210 + number)): $parcels parcel$( ((parcels == 1)) || echo s)"
  ((number % 9 == 0)) && echo "WARNING: order $((40210 + number)) has no postcode"
  echo "ATTUNE_PROGRESS $((number * 100 / total)) orders"
  sleep 2
done
