"""bin/bench: figures of the production server under load, and of certificates."""

import argparse

from tests.bench import certificates, load, players, replays

parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
parser.add_argument("seconds", type=float, nargs="?", help="how long each part lasts: 10, or 90 with --players")
parser.add_argument("--players", type=int, metavar="N", help="so many learners play at once instead")
parser.add_argument("--certificates", type=int, metavar="N", help="so many certificates are drawn instead")
parser.add_argument("--languages", default="en,ur,bn", metavar="en,ur,bn", help="of those certificates")
given = parser.parse_args()
if given.certificates:
    certificates.main(given.certificates, given.languages.split(","))
elif given.players:
    players.main(given.players, given.seconds or 90)
else:
    replays.main()
    load.main(given.seconds or 10)
