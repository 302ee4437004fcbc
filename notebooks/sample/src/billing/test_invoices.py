import pytest

from billing.invoices import Invoice, Line

PAPER = Line("paper, 500 sheets", price=499, count=2)
CLIPS = Line("clips, 100", price=150)


def test_an_empty_invoice_is_free():
    assert Invoice("ada").gross == 0


def test_lines_add_up():
    assert Invoice("ada", [PAPER, CLIPS]).net == 1148


def test_tax_is_rounded_to_a_cent():
    assert Invoice("ada", [PAPER, CLIPS]).gross == 1366


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_shares_pay_the_whole_invoice(people):
    invoice = Invoice("ada", [PAPER, CLIPS])
    assert sum(invoice.shares(people)) == invoice.gross
