"""bin/bench: figures of the production server under load, of certificates, of exports, of backups, of pages and of live streams."""

import argparse

from tests.bench import backups, certificates, exports, live, load, pages, players, replays

parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
parser.add_argument("seconds", type=float, nargs="?", help="how long each part lasts: 10, or 90 with --players")
parser.add_argument("--players", type=int, metavar="N", help="so many learners play at once instead")
parser.add_argument("--certificates", type=int, metavar="N", help="so many certificates are drawn instead")
parser.add_argument("--languages", default="en,ur,bn", metavar="en,ur,bn", help="of those certificates")
parser.add_argument(
    "--export", type=int, nargs="?", const=1_000_000, metavar="ROWS", help="the register is exported instead"
)
parser.add_argument(
    "--backup", type=int, nargs="?", const=2_000, metavar="PEOPLE", help="so many people are backed up instead"
)
parser.add_argument(
    "--pages", type=int, nargs="?", const=2_000, metavar="PEOPLE", help="every page is asked for instead"
)
parser.add_argument("--viewers", type=int, metavar="N", help="so many watch a live stream instead, 30 s")
parser.add_argument("--fanout", action="store_true", help="by nginx with nchan, and then more of them up to the ceiling")
given = parser.parse_args()
if given.pages:
    pages.main(given.pages)
elif given.backup:
    backups.main(given.backup)
elif given.export:
    exports.main(given.export)
elif given.certificates:
    certificates.main(given.certificates, given.languages.split(","))
elif given.viewers:
    live.main(given.viewers, given.fanout, given.seconds or 30)
elif given.players:
    players.main(given.players, given.seconds or 90)
else:
    replays.main()
    load.main(given.seconds or 10)
