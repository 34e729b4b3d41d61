"""What developers run (bash), and the Python behind it. Nothing of the product imports it."""
