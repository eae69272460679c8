"""What the pages under test show: a module a room, each with `seed(staff)`.

`staff` has one person of each role, by the role's name, at the top of the organisation.
"""
