"""Derives from a finished tree of HTML all that publishing it takes: manifest, check, configuration, twins, deploy.

It knows no Pelican: a tree is a folder of files, whoever made it. `python -m publishing --help` lists what there is.
"""
