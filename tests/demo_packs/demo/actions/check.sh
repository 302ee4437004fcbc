source /dev/stdin
echo "checked $path"
echo 'ATTUNE_REC {"kind": "next-workflow", "name": "demo.check", "label": "Check again", "args": {"path": "src"}}'
printf 'a report\n' > "${ATTUNE_ARTIFACTS_DIR:-.}/report.txt"
