"""Judging files: reads inputs, runs the kernel on all cores, keeps what is done, writes findings.

Stands on `analysis` alone. Memory stays flat whatever the size of the input: everything that has
to wait for a sale or a customer to be complete waits on disk.
"""
