"""What stops a command of this package: a fault that one line tells, with its mend."""


class Trouble(Exception):
    """The line to tell. It ends the command with status 1 and without a traceback."""


class MissingTool(Trouble):
    """What a command needs is not on this machine. The line names it, and how to get it."""
