source /dev/stdin
echo "reading ${path:-the whole shop}"
echo 'ATTUNE_PROGRESS 20 read'
for module in cart invoice customer voucher; do
  echo "checked $module: fine"
  sleep 0.1
done
echo 'ATTUNE_PROGRESS 70 check'
# As a program does that asks a model: what the call cost, and for which run it was.
mkdir -p "$ATTUNE_HOME/telemetry"
printf '{"v":"1.0","ts":"%s","workflow":"%s","tier":"CAPABLE","model":"claude-sonnet-4-6","provider":"anthropic","cost":0.02085,"tokens":{"input":3900,"output":610},"duration_ms":2140,"run_id":"%s"}\n' \
  "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$ATTUNE_ACTION" "$ATTUNE_EXEC_ID" >> "$ATTUNE_HOME/telemetry/usage.jsonl"
echo 'WARNING: voucher.expires is compared as text' >&2
echo '2 findings in 14 files'
printf 'voucher.expires is compared as text\ninvoice.total is rounded twice\n' > "${ATTUNE_ARTIFACTS_DIR:-.}/findings.txt"
echo 'ATTUNE_REC {"kind": "next-workflow", "name": "paperclip.check", "label": "Check again"}'
echo '{"files": 14, "findings": 2}'
