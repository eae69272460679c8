"""The label factory: meanings that people name, learnt from examples, published as points."""
