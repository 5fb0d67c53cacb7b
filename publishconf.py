"""Only what differs when the feature is published: its public address, and what needs one."""

import os
import sys

sys.path.insert(0, os.curdir)  # so that the line below is found however Pelican was started
from pelicanconf import *  # noqa: F403  # Pelican's way to derive one settings file from another
from pelicanconf import DIRECT_TEMPLATES

PUBLIC_URL = os.environ.get("PUBLIC_URL", "")
OUTPUT_PATH = "public"
DIRECT_TEMPLATES = [*DIRECT_TEMPLATES, "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
