"""Says in plain words why nothing can be installed on this machine; runs before anything is.

`python3 requirements/machine.py GIGABYTES`: any Python 3 can run it, with nothing installed.
"""

import shutil
import sys

OLDEST = (3, 11)


def lack(gigabytes: float) -> str:
    """What is missing as a sentence, or an empty text."""
    if sys.version_info < OLDEST:
        found = sys.version.split()[0]
        return "Lumiku needs Python 3.11 or newer; this is " + found + "."
    free = shutil.disk_usage(".").free / 1e9
    if free < gigabytes:
        return (
            f"Only {free:.1f} GB of disk are free here; installing needs {gigabytes:g} GB. "
            "Free some space and start again; nothing was begun."
        )
    return ""


if __name__ == "__main__":
    sys.exit(lack(float(sys.argv[1])) or None)
