"""Which figures would tell of persons: those of few people, and those that are the total minus what else is shown."""

from collections.abc import Mapping

FEWEST = 5  # people behind a figure


def withheld(people: Mapping[str, int]) -> set[str]:
    """The groups whose figures are kept back, of how many `people` each group has; all of them add up to a total that is
    shown if it is of FEWEST or more.

    Those of fewer than FEWEST people, and then the smallest others until what is kept back is of FEWEST people together and
    of two groups: total minus shown says no more than that.
    """
    back = {group for group, count in people.items() if 0 < count < FEWEST}
    for group in sorted(people.keys() - back, key=lambda each: (people[each], each)):
        if not back or (len(back) > 1 and sum(people[each] for each in back) >= FEWEST):
            break
        back.add(group)
    return back
