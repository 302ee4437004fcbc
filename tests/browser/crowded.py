"""A demo with much in it and long names: a thousand runs, and words that fit in no column."""

import shutil

from attune_ops_nb.config import build_config
from attune_ops_nb.work.embedded import open_engine
from benchmarks.lists import FILL
from tests.browser.demo import FLOOD, DemoOps
from tests.browser.programs import Ops

RUNS = 1_000
ACTION = "crowded.reconciliation_of_outstanding_customer_invoices_with_bank_statements"
FOLDER = "src/international_customer_relationship_management/outstanding_invoices"
SPEC = "reconciliation-of-outstanding-customer-invoices-with-bank-statements-of-all-countries"
VALUE = "/srv/accounting/statements/2026/november/" + "country-by-country/" * 8 + "statements.csv"
NAMED = f"""
UPDATE execution SET
    action_ref = CASE WHEN id % 3 = 0 THEN '{ACTION}' ELSE action_ref END,
    scope = CASE WHEN id % 2 = 0 THEN ? ELSE ? END, project = ?,
    created = strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now',
        '-' || ((1001 - id) * 37) || ' minutes'),
    started_at = strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now',
        '-' || ((1001 - id) * 37) || ' minutes'),
    completed_at = strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now',
        '-' || ((1001 - id) * 37 - 1 - id % 30) || ' minutes')
"""
YAML = f"""ref: {ACTION}
label: Reconciliation of outstanding customer invoices with bank statements of all countries
description: {"Compares what is outstanding with what was paid, by country and by bank. " * 4}
runner_type: shell
entry_point: reconcile.sh
parameter_format: dotenv
parameters:
  path: {{type: string, label: Scope}}
  statements_of_all_bank_accounts_in_all_countries: {{type: string, description: Where they are.}}
  note: {{type: string}}
ops:
  concern: review
  scope: {{parameter: path, required: false}}
"""
DECISIONS = "# {title}: decisions\n\n**Status:** approved (2026-11-02)\n\nWhat is meant.\n"


class CrowdedOps(DemoOps):
    """`attune ops` on it."""

    def start(self) -> None:
        """Make it first, and let one of the long ones run."""
        self.attune("demo")
        shutil.copytree(FLOOD, self.home / "packs" / "flood")
        self._name()
        self._fill()
        asked = (f"statements_of_all_bank_accounts_in_all_countries={VALUE}", f"note={VALUE}")
        self.attune("run", ACTION, *asked, "--scope", FOLDER, "--allow-run", "--watch")
        Ops.start(self)

    @property
    def run(self) -> int:
        """The run of the long one."""
        return RUNS + 1

    def _name(self) -> None:
        pack = self.home / "packs" / "crowded"
        (pack / "actions").mkdir(parents=True)
        (pack / "pack.yaml").write_text(
            "ref: crowded\nlabel: Crowded\ndescription: Long names.\nversion: 1.0.0\n"
            "dependencies: [core]\n"
        )
        (pack / "actions" / "reconcile.yaml").write_text(YAML)
        (pack / "actions" / "reconcile.sh").write_text(f"echo 'reading {VALUE}'\n")
        (self.project / FOLDER).mkdir(parents=True)
        spec = self.project / "docs" / "specs" / SPEC
        spec.mkdir()
        title = SPEC.replace("-", " ").capitalize()
        (spec / "decisions.md").write_text(DECISIONS.format(title=title))

    def _fill(self) -> None:
        engine = open_engine(build_config(self.project, attune_home=self.home))
        at = "2026-01-01T00:00:00.000000Z"
        root = self.project
        engine.store.tx(lambda tx: tx.connection.exec_driver_sql(FILL, (RUNS, at, at)))
        named = (str(root / FOLDER), str(root / "src" / "billing"), str(root))
        engine.store.tx(lambda tx: tx.connection.exec_driver_sql(NAMED, named))
        engine.close()
