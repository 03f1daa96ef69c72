"""What a regrading and a refit do, as lines for a terminal."""

from scenarios.regrading import movers, refits
from scenarios.regrading.models import Refit, Regrading


def of_regrading(regrading: Regrading) -> str:
    if regrading.effect is None:
        return f"Regrading {regrading.id} is {regrading.state}."
    found, effect = movers.summary(regrading), regrading.effect
    certificates = movers.concerned(regrading)
    lines = [
        f"Regrading {regrading.id} by {regrading.grader}:",
        f"  {found.runs} runs, {found.changed} with another score; {found.waiting} more would wait for a review",
        f"  {effect.get('texts', 0)} texts, {effect.get('texts_changed', 0)} with another level",
        f"  {found.up} runs would pass that do not now, {found.down} would no longer pass ({found.people} people)",
        f"  {len(certificates)} certificates concerned{''.join(f' {each.serial}' for each in certificates)}",
    ]
    return "\n".join(lines)


def of_refit(refit: Refit) -> str:
    if refit.effect is None:
        return f"Refit {refit.id} is {refit.state}."
    gold, near, texts = refit.effect["gold"], refit.effect["reviewed"], refit.effect["texts"]
    faults = refits.faults(refit)
    lines = [
        f"Refit {refit.id} for {refit.base}, from {refit.reviews} reviewed texts:",
        f"  gold set ({gold['after']['n']} replies): overall QWK {_figure(gold['before'])} -> {_figure(gold['after'])}",
        f"  attacks ({refit.effect['attacks']['n']}): {len(refit.effect['attacks']['after'])} would pass",
        f"  reviewed texts: the same mark {near['before']['exact']:.1%} -> {near['after']['exact']:.1%}",
        f"  recent texts ({texts['n']}): {texts['levels']} with another level, "
        f"{texts['gain']} gain and {texts['lose']} lose the pass",
        *(f"  {name} {feature}: {before:.3f} -> {after:.3f}" for name, feature, before, after in refit.effect["weights"]),
        f"  It cannot be adopted: {', '.join(faults)}." if faults else "  An administrator can adopt it.",
    ]
    return "\n".join(lines)


def _figure(gold: dict) -> str:
    return "-" if gold["overall"] is None else f"{gold['overall']:.3f}"
