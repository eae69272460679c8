"""The insurer's own people at work: reviewers, advisers who answer them, managers.

They act through the same services as anybody at a page, each on their day. What is true they hear
from the file of truth, with the mistakes that people make; no other part may read it.
"""
