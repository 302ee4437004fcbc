from reports.monthly import bars, by_product

SALES = [("paper", 499), ("clips", 150), ("paper", 499)]


def test_sales_are_added_up_by_product():
    assert by_product(SALES) == [("paper", 998), ("clips", 150)]


def test_the_best_product_has_the_longest_bar():
    best, next_best = bars(by_product(SALES)).splitlines()
    assert best.count("█") == 40 > next_best.count("█")


def test_no_sales_are_no_bars():
    assert bars(by_product([])) == ""
