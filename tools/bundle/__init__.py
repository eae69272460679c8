"""The offline bundle: everything that an installation takes, in one archive, without a network.

What belongs in it is decided by `uv.lock`; it fits the Python and the platform it was made on.
"""
