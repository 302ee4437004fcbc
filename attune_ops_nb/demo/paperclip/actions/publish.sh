source /dev/stdin
echo "published $version"
