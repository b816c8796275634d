"""The process in which a user's function and its derivative run; nothing of gradgen is known here.

What has to be done comes as a `Job`, what was found goes out as records, one a line.
"""
