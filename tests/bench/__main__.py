"""bin/bench: figures of the production server under load, of certificates and of exports."""

import argparse

from tests.bench import certificates, exports, load, players, replays

parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
parser.add_argument("seconds", type=float, nargs="?", help="how long each part lasts: 10, or 90 with --players")
parser.add_argument("--players", type=int, metavar="N", help="so many learners play at once instead")
parser.add_argument("--certificates", type=int, metavar="N", help="so many certificates are drawn instead")
parser.add_argument("--languages", default="en,ur,bn", metavar="en,ur,bn", help="of those certificates")
parser.add_argument("--export", type=int, nargs="?", const=1_000_000, metavar="ROWS", help="the register is exported instead")
given = parser.parse_args()
if given.export:
    exports.main(given.export)
elif given.certificates:
    certificates.main(given.certificates, given.languages.split(","))
elif given.players:
    players.main(given.players, given.seconds or 90)
else:
    replays.main()
    load.main(given.seconds or 10)
