seq -f 'line %.0f of the flood' 1 999999
echo 'the last line'
