"""What `script/drill NAME` runs: faults made on purpose, with real processes."""
