"""The kinds of chart: how each parts the rows of its figure into marks, and which rows are behind one of them.

To add one more: a ``Kind`` in ``app/domain/chart.py``, a module here that ends in a ``Way``, its line in ``app/store/figures/chart.py``,
its drawing in ``ui/charts``, and where it is offered in ``app/kpis/drawn.py``."""
