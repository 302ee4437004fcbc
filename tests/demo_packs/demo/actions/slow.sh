echo begun
sleep 120
