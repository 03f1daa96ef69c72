"""What packs keep of people: who published them."""

from academy.editions.models import Edition, EditionFile, Publication, Release
from academy.privacy.holdings import only_acts, sets_aside

sets_aside("content that authors wrote for everybody", Edition, EditionFile, Publication, Release)
only_acts("who published a pack", Release.person_id)
