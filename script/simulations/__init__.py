"""What `script/simulate NAME` runs, as `python -m script.simulations.NAME`: the real code, and people made of chance."""
