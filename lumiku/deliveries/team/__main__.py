"""`python -m lumiku.deliveries.team < targets.json` writes the signed text of the team's secret."""

import json
import sys

from lumiku.cloud.cursors import signing_key
from lumiku.deliveries.team.config import BadConfig, parse, sign


def main() -> int:
    """Reads `[{"name", "channel", "url"}]`, checks it as the function will, and prints it signed.

    Needs AWS credentials, LUMIKU_REGION and LUMIKU_SIGNING_SECRET (the output SigningSecret).
    """
    key = signing_key()
    text = sign(json.load(sys.stdin), key)
    try:
        parse(text, key)
    except BadConfig as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
