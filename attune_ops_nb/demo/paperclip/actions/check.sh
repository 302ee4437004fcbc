source /dev/stdin
echo "reading ${path:-the whole shop}"
echo 'ATTUNE_PROGRESS 20 read'
for module in cart invoice customer voucher; do
  echo "checked $module: fine"
  sleep 0.1
done
echo 'ATTUNE_PROGRESS 70 check'
echo 'WARNING: voucher.expires is compared as text' >&2
echo '2 findings in 14 files'
printf 'voucher.expires is compared as text\ninvoice.total is rounded twice\n' > "${ATTUNE_ARTIFACTS_DIR:-.}/findings.txt"
echo 'ATTUNE_REC {"kind": "next-workflow", "name": "paperclip.check", "label": "Check again"}'
echo '{"files": 14, "findings": 2}'
